"""Write the OpenAPI 3.1 document of each service from its routes, models and descriptions."""

import importlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from chalice import Chalice
from chalice.app import RouteEntry
from pydantic.json_schema import JsonSchemaMode

from eventing.http import DOCUMENT
from eventing.operations import Answer, Operation, ProblemDocument, Sent
from tools import http_sent
from tools.apps import load
from tools.http_parts import JSON, Json, Refs, of_models, parameter
from tools.services import ROOT, SERVICES, folder

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
PROBLEM = "application/problem+json"
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
    described: dict[str, Operation] = _table(service).OPERATIONS
    return described


def sent(service: str) -> Mapping[str, Sent]:
    """Return what a service itself asks of partners, by its name; most ask nothing."""
    described: Mapping[str, Sent] = getattr(_table(service), "SENT", {})
    return described


def _table(service: str) -> ModuleType:
    return importlib.import_module(f"chalicelib.{service.replace('-', '_')}.adapters.operations")


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
    all_routes, asked = list(routes(service)), sent(service)
    refs, components = of_models(_models([operation for _, operation in all_routes], asked))
    components |= http_sent.components(asked)
    paths: dict[str, Json] = {}
    for entry, operation in all_routes:
        method = paths.setdefault(entry.uri_pattern, {})
        method[entry.method.lower()] = _operation(entry, operation, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Waybill {service}", "version": VERSION},
        "servers": [{"url": "."}],
        "paths": paths,
        **({"webhooks": http_sent.webhooks(asked, refs)} if asked else {}),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }


def _models(
    described: list[Operation], asked: Mapping[str, Sent]
) -> Iterator[tuple[Any, JsonSchemaMode]]:
    yield ProblemDocument, "serialization"
    for operation in described:
        if operation.body:
            yield operation.body, "validation"
        yield from ((answer.model, "serialization") for answer in operation.answers.values())
    yield from ((model, "validation") for model in http_sent.models(asked))


def _operation(entry: RouteEntry, operation: Operation, refs: Refs) -> Json:
    made: Json = {"operationId": entry.view_name, "summary": operation.summary}
    if operation.description:
        made["description"] = operation.description
    if entry.view_name != view_of(entry):
        made["deprecated"] = True
    if operation.parameters:
        made["parameters"] = [parameter(described) for described in operation.parameters]
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
