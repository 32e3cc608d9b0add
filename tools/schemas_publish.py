"""Publish every contract to the EventBridge schema registry of a stage."""

import argparse
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

import boto3

from tools.contracts.openapi import document, registry_name, schema_name
from tools.contracts.schema import Schema, all_schemas

if TYPE_CHECKING:
    from mypy_boto3_schemas import SchemasClient


def publish(schema: Schema, registry: str, client: "SchemasClient") -> str:
    """Create or update one schema, or leave it if it is the same; say which was done."""
    name, wanted = schema_name(schema), document(schema)
    content, description = json.dumps(wanted), str(schema.document["description"])
    try:
        published = client.describe_schema(RegistryName=registry, SchemaName=name)
    except client.exceptions.NotFoundException:
        client.create_schema(
            RegistryName=registry,
            SchemaName=name,
            Type="OpenApi3",
            Content=content,
            Description=description,
        )
        return "created"
    if json.loads(published["Content"]) == wanted:
        return "unchanged"
    client.update_schema(
        RegistryName=registry,
        SchemaName=name,
        Type="OpenApi3",
        Content=content,
        Description=description,
    )
    return "updated"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", required=True, help="whose registry: local, dev, qa or prod")
    stage = parser.parse_args(arguments).stage
    registry, client = registry_name(stage), boto3.client("schemas")
    try:
        client.describe_registry(RegistryName=registry)
    except client.exceptions.NotFoundException:
        print(f"There is no registry {registry}: deploy the platform to {stage} first.")
        return 1
    schemas = all_schemas()
    done: Counter[str] = Counter()
    for number, schema in enumerate(schemas, start=1):
        result = publish(schema, registry, client)
        done[result] += 1
        print(f"[{number}/{len(schemas)}] {result:9} {schema_name(schema)}", flush=True)
    print(
        f"{registry}: " + ", ".join(f"{count} {result}" for result, count in sorted(done.items()))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
