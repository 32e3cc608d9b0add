"""Write the OpenAPI 3.1 document of each service from its routes, models and descriptions."""

import importlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chalice import Chalice
from chalice.app import RouteEntry
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from eventing.http import DOCUMENT
from eventing.operations import Answer, Operation, Parameter, ProblemDocument
from tools.apps import load
from tools.services import ROOT, SERVICES, folder

Json = dict[str, Any]
Refs = Mapping[tuple[Any, JsonSchemaMode], Json]

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
JSON, PROBLEM = "application/json", "application/problem+json"
KEY_NEEDED = {
    403: "No valid key in `x-api-key`, or none of this kind of caller.",
    415: "It has a Content-Type that is not JSON.",
    429: "Too many requests with this key; its plan has a rate, a burst and a quota.",
}
BODY_READ = {
    400: "The body is not JSON.",
    413: "The body has more than {} bytes.",
    415: "The body does not say that it is plain JSON in UTF-8.",
    422: "Some fields are wrong; `errors` names them.",
}
FAULT = "A fault of ours; the same request may be repeated."


class UndescribedError(SystemExit):
    """A route has no description, or a description no route."""


class _Schemas(GenerateJsonSchema):
    """Fields have no title, which would only repeat their name; in answers they are never null."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - pydantic's
        return False

    def nullable_schema(self, schema: Any) -> Json:  # noqa: ANN401 - pydantic's
        if self.mode == "serialization":
            return self.generate_inner(schema["schema"])
        return super().nullable_schema(schema)

    def default_schema(self, schema: Any) -> Json:  # noqa: ANN401 - pydantic's
        if self.mode == "serialization":
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def files() -> dict[Path, str]:
    """Return the text of every service's document, by its file."""
    return {path(service): f"{json.dumps(document(service), indent=1)}\n" for service in SERVICES}


def path(service: str) -> Path:
    """Return where a service's document is: in its package, since it is answered by it."""
    return folder(service) / "chalicelib" / service.replace("-", "_") / "openapi.json"


def app(service: str) -> Chalice:
    """Return a service's app."""
    loaded: Chalice = load(service).app
    return loaded


def operations(service: str) -> dict[str, Operation]:
    """Return a service's descriptions, by the names of the views."""
    name = f"chalicelib.{service.replace('-', '_')}.adapters.operations"
    described: dict[str, Operation] = importlib.import_module(name).OPERATIONS
    return described


def routes(service: str) -> Iterator[tuple[RouteEntry, Operation]]:
    """Yield each route and method that has a caller outside, and its description.

    Raises:
        UndescribedError: one has none.
    """
    described = operations(service)
    entries = [
        entry
        for methods in app(service).routes.values()
        for entry in methods.values()
        if entry.uri_pattern != DOCUMENT
    ]
    views = {view_of(entry) for entry in entries}
    if odd := views ^ described.keys():
        raise UndescribedError(
            f"{service}: describe each view once: adapters/operations.py and the routes differ in "
            f"{', '.join(sorted(odd))}"
        )
    for entry in entries:
        yield entry, described[view_of(entry)]


def view_of(entry: RouteEntry) -> str:
    """Return the name of the function behind a route, the same for its aliases."""
    return str(entry.view_function.__name__)


def document(service: str) -> Json:
    """Return the whole document of a service."""
    all_routes = list(routes(service))
    refs, components = _components([operation for _, operation in all_routes])
    paths: dict[str, Json] = {}
    for entry, operation in all_routes:
        method = paths.setdefault(entry.uri_pattern, {})
        method[entry.method.lower()] = _operation(entry, operation, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Waybill {service}", "version": VERSION},
        "servers": [{"url": "."}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }


def _components(described: list[Operation]) -> tuple[Refs, Json]:
    wanted: list[tuple[Any, JsonSchemaMode]] = [(ProblemDocument, "serialization")]
    for operation in described:
        wanted += [(operation.body, "validation")] if operation.body else []
        wanted += [(answer.model, "serialization") for answer in operation.answers.values()]
    refs, schemas = models_json_schema(
        list(dict.fromkeys(wanted)),
        ref_template="#/components/schemas/{model}",
        schema_generator=_Schemas,
    )
    return refs, dict(sorted(schemas["$defs"].items()))


def _operation(entry: RouteEntry, operation: Operation, refs: Refs) -> Json:
    made: Json = {"operationId": entry.view_name, "summary": operation.summary}
    if operation.description:
        made["description"] = operation.description
    if entry.view_name != view_of(entry):
        made["deprecated"] = True
    if operation.parameters:
        made["parameters"] = [_parameter(parameter) for parameter in operation.parameters]
    if operation.body:
        examples = {name: {"value": value} for name, value in operation.examples.items()}
        content = {"schema": refs[operation.body, "validation"], "examples": examples}
        made["requestBody"] = {"required": operation.body_required, "content": {JSON: content}}
    made["responses"] = {
        str(status): _granted(answer, refs) for status, answer in operation.answers.items()
    } | _refused(entry, operation, refs)
    if entry.api_key_required:
        made["security"] = [{"key": []}]
    return made


def _parameter(parameter: Parameter) -> Json:
    return {
        "in": parameter.place,
        "name": parameter.name,
        "description": parameter.meaning,
        "required": parameter.required or parameter.place == "path",
        "schema": parameter.schema,
    }


def _granted(answer: Answer, refs: Refs) -> Json:
    content = {JSON: {"schema": refs[answer.model, "serialization"]}}
    made: Json = {"description": answer.meaning, "content": content}
    if answer.headers:
        made["headers"] = {
            name: {"description": meaning, "required": True, "schema": {"type": "string"}}
            for name, meaning in answer.headers.items()
        }
    return made


def _refused(entry: RouteEntry, operation: Operation, refs: Refs) -> Json:
    reasons = dict(KEY_NEEDED) if entry.api_key_required else {}
    if operation.body:
        reasons |= {status: why.format(operation.limit) for status, why in BODY_READ.items()}
    reasons |= {404: "There is nothing of this name."} if entry.view_args else {}
    reasons |= dict(operation.refusals)
    content = {PROBLEM: {"schema": refs[ProblemDocument, "serialization"]}}
    return {str(s): {"description": reasons[s], "content": content} for s in sorted(reasons)} | {
        "5XX": {"description": FAULT, "content": content}
    }
