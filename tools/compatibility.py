"""Refuse a change to a released contract that could break who reads it; record what is released.

Events of a major version lie in stores and archives and are read by programs that we do not know.
So within a major version a contract may only gain optional fields; all else needs a new major.
"""

import argparse
import json
import sys
from collections.abc import Iterator

from tools.contracts.schema import SCHEMAS, Json, all_schemas, closed, metadata, without

RELEASED = SCHEMAS / "released.json"
# What people read of a contract may be said better at any time.
PROSE = {"$schema", "description", "examples", "x-public", "x-pii"}
NESTED = {"properties", "required", "items"}


def shapes() -> dict[str, Json]:
    """Return what programs can rely on in each contract, and in the metadata of all."""
    documents = {schema.detail_type: schema.document for schema in all_schemas()}
    documents["metadata"] = metadata()
    return {name: without(closed(document), PROSE) for name, document in documents.items()}


def released() -> dict[str, Json]:
    """Return the shapes as they were last released."""
    recorded: dict[str, Json] = json.loads(RELEASED.read_text()) if RELEASED.exists() else {}
    return recorded


def all_breaks(before: dict[str, Json], now: dict[str, Json]) -> Iterator[str]:
    """Yield what in `now` could break a reader of what was released before."""
    for name, shape in before.items():
        if name in now:
            yield from breaks(shape, now[name], name)
        else:
            yield f"{name} was removed"


def breaks(before: Json, now: Json, where: str) -> Iterator[str]:
    """Yield where one schema breaks its earlier form."""
    for keyword in sorted((before.keys() | now.keys()) - NESTED):
        if before.get(keyword) != now.get(keyword):
            yield f"{where}: {keyword} was {before.get(keyword)} and is {now.get(keyword)}"
    fields, needed = now.get("properties", {}), set(now.get("required", []))
    for name, field in before.get("properties", {}).items():
        if name in fields:
            yield from breaks(field, fields[name], f"{where}.{name}")
        else:
            yield f"{where}.{name} was removed"
    for name in sorted(needed ^ set(before.get("required", []))):
        yield f"{where}.{name} is {'newly' if name in needed else 'no longer'} required"
    if "items" in before or "items" in now:
        yield from breaks(before.get("items", {}), now.get("items", {}), f"{where}[]")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", action="store_true", help="record the contracts as released")
    release = parser.parse_args(arguments).release
    before, now = released(), shapes()
    found = list(all_breaks(before, now))
    for broken in found:
        print(broken)
    if found:
        print("Make it a new major version beside the old one.")
        return 1
    if release:
        lines = [f"{json.dumps(name)}: {json.dumps(now[name], sort_keys=True)}" for name in now]
        RELEASED.write_text("{\n" + ",\n".join(lines) + "\n}\n")  # a line for each contract
    unreleased = sorted(name for name, shape in now.items() if released().get(name) != shape)
    print(f"{len(before)} released contracts are kept; to be released: {unreleased or 'nothing'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
