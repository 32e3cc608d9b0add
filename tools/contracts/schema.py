"""Read the event contracts in `schemas/`, from which all else is generated."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"

Value = Any  # whatever JSON can hold
Json = dict[str, Value]


@dataclass(frozen=True)
class Schema:
    """One major version of one fact's contract."""

    path: Path
    document: Json

    @property
    def context(self) -> str:
        return self.path.parts[-3]

    @property
    def fact(self) -> str:
        return self.path.parts[-2]

    @property
    def major(self) -> int:
        return int(self.path.stem.removeprefix("v"))

    @property
    def title(self) -> str:
        return str(self.document["title"])

    @property
    def detail_type(self) -> str:
        return str(self.document["x-detail-type"])

    @property
    def source(self) -> str:
        return str(self.document["x-source"])

    @property
    def public(self) -> bool:
        return bool(self.document["x-public"])

    @property
    def examples(self) -> dict[Path, Json]:
        """Whole details, metadata and data, by the file that holds them."""
        files = sorted(self.path.parent.glob("examples/*.json"))
        return {file: json.loads(file.read_text()) for file in files}


def all_schemas() -> list[Schema]:
    """Return every contract, in the order of its file name."""
    files = sorted(SCHEMAS.glob("*/*/v*.json"))
    return [Schema(file, json.loads(file.read_text())) for file in files]


@cache
def parts() -> Json:
    """Return the definitions that contracts share, by name."""
    definitions: Json = json.loads((SCHEMAS / "parts.json").read_text())["$defs"]
    return definitions


def metadata() -> Json:
    """Return the schema of every event's metadata."""
    document: Json = json.loads((SCHEMAS / "metadata.json").read_text())
    return document


def resolve(node: Value, structure: Callable[[str], Json]) -> Value:
    """Return `node` with shared scalars written out, and shared structures by `structure`."""
    if isinstance(node, list):
        return [resolve(item, structure) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" not in node:
        return {key: resolve(value, structure) for key, value in node.items()}
    name = str(node["$ref"]).rsplit("/", 1)[1]
    if "properties" in parts()[name]:
        return structure(name)
    return parts()[name] | {key: value for key, value in node.items() if key != "$ref"}


def closed(node: Value) -> Value:
    """Return `node` with nothing left to look up, as producers must keep it."""
    return resolve(node, lambda name: closed(parts()[name]))


def without(node: Value, keywords: set[str]) -> Value:
    """Return `node` without these keywords, but with all properties, whatever their names."""
    if isinstance(node, list):
        return [without(item, keywords) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key not in keywords}
    return {
        key: {name: without(field, keywords) for name, field in value.items()}
        if key == "properties"
        else without(value, keywords)
        for key, value in kept.items()
    }


def structures(node: Value) -> Iterator[str]:
    """Yield the names of the shared structures that `node` is made of, inner ones first."""
    found: list[str] = []

    def note(name: str) -> Json:
        resolve(parts()[name], note)
        found.append(name)
        return {}

    resolve(node, note)
    yield from dict.fromkeys(found)
