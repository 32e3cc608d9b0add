"""Write the catalogue of events, `docs/events.md`: what is said, by whom, and who listens."""

import json
from collections.abc import Iterator
from pathlib import Path

from tools.contracts.listening import listeners
from tools.contracts.schema import ROOT, Json, Schema, all_schemas, metadata, parts

HEAD = """\
# Events

Generated from `schemas/` and the services' templates by `make codegen`; do not edit.

Every event on the bus has the detail `{"metadata": {…}, "data": {…}}`.
The metadata is the same for all, the data has one contract for each detail-type.
An event may arrive more than once and in any order.
`event_id` tells repeats, `stream_version` tells the order and the gaps.
Within a major version a contract only gains optional fields; readers ignore what is new to them.
`docs/subscribing.md` tells how to listen.
"""


def files() -> dict[Path, str]:
    """Return the text of the catalogue, by its file."""
    return {ROOT / "docs" / "events.md": "\n".join(_catalogue(all_schemas()))}


def _catalogue(schemas: list[Schema]) -> Iterator[str]:
    yield HEAD
    yield "| event | said by | heard by |\n|---|---|---|"
    for schema in schemas:
        anchor = schema.detail_type.replace(".", "")
        yield f"| [{schema.detail_type}](#{anchor}) | `{schema.source}` | {_heard_by(schema)} |"
    yield from _where_personal_data_is(schemas)
    yield f"\n## Metadata\n\n{metadata()['description']}\n"
    yield from _fields(metadata())
    for schema in schemas:
        yield from _event(schema)
    yield "\n## Parts\n\nWhat several contracts share.\n"
    yield from _scalars()
    for name, part in parts().items():
        if "properties" in part:
            yield f"\n### {name}\n\n{part['description']}{_personal(part)}\n"
            yield from _fields(part)
    yield ""


def _event(schema: Schema) -> Iterator[str]:
    yield f"\n## {schema.detail_type}\n\n{schema.document['description']}\n"
    yield f"Said by `{schema.source}`, heard by {_heard_by(schema)}.\n"
    yield from _fields(schema.document)
    file, example = max(schema.examples.items(), key=lambda one: len(json.dumps(one[1]["data"])))
    yield f"\nExample `{file.relative_to(ROOT)}`, its data:\n"
    yield f"```json\n{json.dumps(example['data'], indent=2)}\n```"


def _heard_by(schema: Schema) -> str:
    public = ["subscribers"] if schema.public else []
    return ", ".join([*listeners(schema), *public]) or "nobody"


def _fields(node: Json) -> Iterator[str]:
    yield "| field | type | required | meaning |\n|---|---|---|---|"
    for name, field in node["properties"].items():
        required = "yes" if name in node.get("required", ()) else "no"
        said = _part(field) | field
        meaning = f"{said['description']}{_personal(said)}"
        yield f"| `{name}` | {_type(field)} | {required} | {meaning} |"


def _scalars() -> Iterator[str]:
    yield "| part | form | meaning |\n|---|---|---|"
    for name, part in parts().items():
        if "properties" not in part:
            form = f"`{part['pattern']}`".replace("|", "\\|") if "pattern" in part else part["type"]
            yield f"| <a id='{name.lower()}'></a>{name} | {form} | {part['description']} |"


def _where_personal_data_is(schemas: list[Schema]) -> Iterator[str]:
    yield "\n## Where personal data is\n"
    yield "In these fields of these events, and in no others:\n"
    for schema in schemas:
        fields = schema.document["properties"]
        names = [name for name, field in fields.items() if (_part(field) | field).get("x-pii")]
        if names:
            yield f"- `{schema.detail_type}`: {', '.join(f'`{name}`' for name in names)}"


def _personal(node: Json) -> str:
    return " **Personal data.**" if node.get("x-pii") else ""


def _part(field: Json) -> Json:
    """Return the part that a field refers to, or nothing."""
    part: Json = parts()[_name(field)] if "$ref" in field else {}
    return part


def _name(field: Json) -> str:
    return str(field["$ref"]).rsplit("/", 1)[1]


def _type(field: Json) -> str:
    if "$ref" in field:
        return f"[{_name(field)}](#{_name(field).lower()})"
    if field["type"] == "array":
        return f"list of {_type(field['items'])}"
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    return str(field["type"])
