"""Say in an HTTP document what a service itself asks of partners: its section `webhooks`."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from eventing.operations import Sent
from tools.contracts.schema import Schema, all_schemas, parts, resolve, structures, without
from tools.http_parts import COMPONENT, JSON, Json, Refs, parameter

IDS = {"order_id": "OrderId", "callback_id": "CallbackId", "task_type": "TaskType"}
CALLBACK_ID = "5d0f9c57-7a53-5e43-9d5e-6a1f0b8c2e14"
# Of partners more is never wrong, and what binds only us is no rule for those who read.
LEFT_OUT = {"additionalProperties"}


def models(sent: Mapping[str, Sent]) -> Iterator[type[BaseModel]]:
    """Yield each model by which an answer is read."""
    for one in sent.values():
        yield from (reply.model for reply in one.replies.values() if reply.model)


def components(sent: Mapping[str, Sent]) -> Json:
    """Return the structures of contracts that the bodies are made of."""
    names = {name for one in sent.values() for name in structures(_said(one))}
    return {name: _readable(parts()[name]) for name in names}


def webhooks(sent: Mapping[str, Sent], refs: Refs) -> Json:
    """Return each request, by its name."""
    return {name: {"post": _request(name, one, refs)} for name, one in sent.items()}


def _request(name: str, sent: Sent, refs: Refs) -> Json:
    examples = {file: {"value": value} for file, value in _examples(sent).items()}
    return {
        "operationId": f"ask_{name.replace('-', '_')}",
        "summary": sent.summary,
        "description": f"`POST {sent.path}` below your URL. {sent.description}",
        "parameters": [parameter(header) for header in sent.headers],
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": _body(sent), "examples": examples}},
        },
        "responses": {
            status: {"description": reply.meaning} | _content(reply.model, refs)
            for status, reply in sorted(sent.replies.items())
        },
    }


def _content(model: type[BaseModel] | None, refs: Refs) -> Json:
    return {"content": {JSON: {"schema": refs[model, "validation"]}}} if model else {}


def _body(sent: Sent) -> Json:
    ids = {name: parts()[part] for name, part in IDS.items()}
    task_type = {"type": "string", "const": sent.task_type}
    required = [name for name in _contract(sent).document["required"] if name in sent.fields]
    return {
        "type": "object",
        "properties": {**ids, "task_type": task_type, **_readable(_said(sent))},
        "required": [*IDS, *required],
    }


def _said(sent: Sent) -> Json:
    properties = _contract(sent).document["properties"]
    return {name: properties[name] for name in sent.fields}


def _examples(sent: Sent) -> Json:
    """Return those of the contract, as they would be sent."""
    ids = {"callback_id": CALLBACK_ID, "task_type": sent.task_type}
    data = {file.stem: example["data"] for file, example in _contract(sent).examples.items()}
    return {
        name: {"order_id": said["order_id"], **ids}
        | {field: said[field] for field in sent.fields if field in said}
        for name, said in data.items()
    }


def _contract(sent: Sent) -> Schema:
    return next(schema for schema in all_schemas() if schema.detail_type == sent.detail_type)


def _readable(node: Json) -> Json:
    found: Json = without(resolve(node, _component), LEFT_OUT)
    return found


def _component(name: str) -> Json:
    return {"$ref": COMPONENT.format(model=name)}
