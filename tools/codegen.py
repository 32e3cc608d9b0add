"""Write all that is generated from schemas and routes; with `--check`, say what is out of date."""

import argparse
import sys
from pathlib import Path

from tools import http_documents
from tools.contracts import catalogue, models, openapi
from tools.contracts.schema import ROOT


def generated() -> dict[Path, str]:
    """Return the text of every generated file."""
    return models.files() | openapi.files() | catalogue.files() | http_documents.files()


def drifted(files: dict[Path, str]) -> list[Path]:
    """Return the files that are not as they would be generated."""
    return [file for file, text in files.items() if not file.exists() or file.read_text() != text]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on drift")
    check = parser.parse_args(arguments).check
    files = generated()
    changed = drifted(files)
    for file in changed:
        print(f"{'out of date' if check else 'written'}: {file.relative_to(ROOT)}")
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(files[file])
    if check and changed:
        print("Run `make codegen` and commit what it writes.")
        return 1
    print(f"{len(files)} generated files are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
