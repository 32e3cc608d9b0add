"""Write each contract as the EventBridge schema registry takes it: OpenAPI 3.0, in its envelope."""

import json
from pathlib import Path

from tools.contracts.schema import (
    SCHEMAS,
    Json,
    Schema,
    Value,
    all_schemas,
    metadata,
    parts,
    resolve,
    structures,
    without,
)

# What OpenAPI 3.0 does not know, and what binds only producers: bindings are made for readers.
LEFT_OUT = {"$schema", "additionalProperties", "oneOf", "dependentRequired"}
ENVELOPE = {
    "id": {"type": "string"},
    "version": {"type": "string"},
    "account": {"type": "string"},
    "region": {"type": "string"},
    "time": {"type": "string", "format": "date-time"},
    "source": {"type": "string"},
    "detail-type": {"type": "string"},
    "resources": {"type": "array", "items": {"type": "string"}},
    "detail": {"$ref": "#/components/schemas/Detail"},
}


def files() -> dict[Path, str]:
    """Return the text of every registry document, by its file."""
    return {
        SCHEMAS
        / "openapi"
        / f"{schema.detail_type}.json": f"{json.dumps(document(schema), indent=2)}\n"
        for schema in all_schemas()
    }


def registry_name(stage: str) -> str:
    """Return the name of the registry that the platform's template makes for `stage`."""
    return f"waybill-{stage}"


def schema_name(schema: Schema) -> str:
    """Return the name in the registry, in the form that EventBridge gives what it discovers."""
    return f"{schema.source}@{schema.detail_type}"


def document(schema: Schema) -> Json:
    """Return `schema` inside the envelope of EventBridge."""
    return {
        "openapi": "3.0.0",
        "info": {
            "title": schema.title,
            "version": f"{schema.major}.0.0",
            "description": schema.document["description"],
        },
        "paths": {},
        "components": {
            "schemas": {
                "AWSEvent": {
                    "type": "object",
                    "required": list(ENVELOPE),
                    "x-amazon-events-source": schema.source,
                    "x-amazon-events-detail-type": schema.detail_type,
                    "properties": ENVELOPE,
                },
                "Detail": {
                    "type": "object",
                    "required": ["metadata", "data"],
                    "properties": {"metadata": _ref("Metadata"), "data": _ref(schema.title)},
                },
                "Metadata": _component(metadata()),
                schema.title: _component(schema.document),
                **{name: _component(parts()[name]) for name in structures(schema.document)},
            }
        },
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _component(node: Json) -> Value:
    return _with_one_example(without(resolve(node, _ref), LEFT_OUT))


def _with_one_example(node: Value) -> Value:
    """Return `node` in the older dialect, where a schema has no list of examples."""
    if isinstance(node, list):
        return [_with_one_example(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _with_one_example(value) for key, value in node.items()}
    if isinstance(node.get("examples"), list):
        kept["example"] = kept.pop("examples")[0]
    return kept
