"""Find what is wrong with what templates say about events."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tools.contracts.listening import Rule
from tools.contracts.schema import ROOT, Schema, all_schemas, closed, metadata
from tools.services import SERVICES, folder

SERVICE_OF = {f"waybill.{service}": service for service in SERVICES}
# These events are sent by others; for them there is no code of ours to find.
OUTSIDERS = {"waybill.subscriber", "waybill.backoffice"}


def faults(rule: Rule, schemas: list[Schema]) -> Iterator[str]:
    """Yield why `rule` cannot select what it means to, or passes on what is not there."""
    if not rule.pattern:
        yield "it has no pattern"
    elif rule.on_our_bus:
        selected = [schema for schema in schemas if rule.selects(schema)]
        yield from _names_never_said(rule, selected)
        for schema in selected:
            yield from _faults_with(rule, schema)
    elif any(str(one).startswith("waybill.") for one in rule.pattern.get("source", [])):
        yield "it waits on the default bus for what is said on ours"


def _faults_with(rule: Rule, schema: Schema) -> Iterator[str]:
    if schema.detail_type not in said() and schema.source not in OUTSIDERS:
        yield f"no code of {schema.source} says {schema.detail_type}"
    for path, wanted in _leaves(rule.pattern.get("detail", {})):
        yield from _field_faults(schema, path, wanted)
    for path in re.findall(r"\$\.detail\.([\w.]+)", str(rule.targets)):
        if not _lookup(schema, path.split("."))[1]:
            yield f"its target needs {path} of {schema.detail_type}, which may be absent"


def _names_never_said(rule: Rule, selected: list[Schema]) -> Iterator[str]:
    for key, names in (
        ("source", {schema.source for schema in selected}),
        ("detail-type", {schema.detail_type for schema in selected}),
    ):
        for wanted in rule.pattern.get(key, []):
            if isinstance(wanted, str) and wanted not in names:
                yield f"the {key} {wanted} is in no contract that it selects"
    if not selected:
        yield "it selects no contract"


def _leaves(pattern: dict[str, Any], *path: str) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    for key, inner in pattern.items():
        if isinstance(inner, dict):
            yield from _leaves(inner, *path, key)
        else:
            yield (*path, key), inner


def _field_faults(schema: Schema, path: tuple[str, ...], wanted: list[Any]) -> Iterator[str]:
    field, _ = _lookup(schema, path)
    if field is None:
        yield f"it asks for {'.'.join(path)}, which {schema.detail_type} does not have"
        return
    for value in wanted:
        if not isinstance(value, dict) and not Draft202012Validator(field).is_valid(value):
            yield f"{'.'.join(path)} of {schema.detail_type} can never be {value!r}"


def _lookup(schema: Schema, path: Iterable[str]) -> tuple[dict[str, Any] | None, bool]:
    """Return the schema of a field of the detail, if it exists, and whether it is always there."""
    node: dict[str, Any] = {
        "properties": {"metadata": closed(metadata()), "data": closed(schema.document)},
        "required": ["metadata", "data"],
    }
    always = True
    for name in path:
        always = always and name in node.get("required", [])
        if name not in node.get("properties", {}):
            return None, False
        node = node["properties"][name]
    return node, always


@cache
def said() -> set[str]:
    """Return the detail-types that some service's own code, or the kit for it, publishes."""
    kit = " ".join(path.read_text() for path in (ROOT / "shared" / "eventing").glob("*.py"))
    return {
        schema.detail_type
        for schema in all_schemas()
        if schema.source in SERVICE_OF
        and (
            mentions(SERVICE_OF[schema.source], schema)
            or f'detail_type("{schema.fact}")' in kit  # said by the kit for every service
        )
    }


def mentions(service: str, schema: Schema) -> bool:
    """Tell whether the code of a service names the model or the detail-type of a contract."""
    return bool({schema.title, schema.detail_type} & _words_in(service))


@cache
def _words_in(service: str) -> set[str]:
    files = (folder(service) / "chalicelib").rglob("*.py")
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    texts = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    return names | attributes | texts
