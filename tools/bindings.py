"""Fetch the schema registry's code bindings of all contracts, for consumers in other languages."""

import argparse
import io
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import WaiterError

from tools.contracts.openapi import registry_name, schema_name
from tools.contracts.schema import ROOT, all_schemas

if TYPE_CHECKING:
    from mypy_boto3_schemas import SchemasClient

BINDINGS = ROOT / "build" / "bindings"
LANGUAGES = ["Java8", "Python36", "TypeScript3", "Go1"]


def fetch(name: str, language: str, registry: str, folder: Path, client: "SchemasClient") -> int:
    """Unpack the binding of one schema into `folder` once it is complete; return its files.

    Raises:
        WaiterError: the registry could not generate it, or not within a minute.
    """
    complete = client.get_waiter("code_binding_exists")
    complete.wait(RegistryName=registry, SchemaName=name, Language=language)
    binding = client.get_code_binding_source(
        RegistryName=registry, SchemaName=name, Language=language
    )
    with zipfile.ZipFile(io.BytesIO(binding["Body"].read())) as archive:
        archive.extractall(folder)
        return len([entry for entry in archive.infolist() if not entry.is_dir()])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", required=True, choices=LANGUAGES)
    parser.add_argument("--stage", default="dev", help="whose registry (default: %(default)s)")
    options = parser.parse_args(arguments)
    registry, client = registry_name(options.stage), boto3.client("schemas")
    names = [schema_name(schema) for schema in all_schemas()]
    # All are asked for first, since each takes the registry some seconds.
    for name in names:
        client.put_code_binding(RegistryName=registry, SchemaName=name, Language=options.language)
    for number, name in enumerate(names, start=1):
        folder = BINDINGS / options.language / name
        try:
            count = fetch(name, options.language, registry, folder, client)
        except WaiterError as error:
            print(f"{name}: {error} (the local engine generates no bindings)")
            return 1
        print(f"[{number}/{len(names)}] {count} files in {folder.relative_to(ROOT)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
