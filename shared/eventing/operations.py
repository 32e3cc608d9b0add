"""How a service describes its routes: what their code alone does not tell a reader from outside.

Only tools and tests read descriptions; a function that answers requests never loads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from eventing.http import MAX_BODY_BYTES


class FieldError(BaseModel):
    """One field that is wrong."""

    field: str
    message: str


class ProblemDocument(BaseModel):
    """A refusal, as RFC 9457 has it."""

    type: str
    title: str
    status: int | None = None
    detail: str | None = None
    errors: list[FieldError] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request that is granted gets; `headers` are always there, each with its meaning."""

    meaning: str
    model: type[BaseModel]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the path, the query or a header; `schema` is JSON Schema."""

    place: Literal["path", "query", "header"]
    name: str
    meaning: str
    schema: Mapping[str, Any]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One route and method.

    `answers` are by status, and so are `refusals`, each with its reason; what every route and
    every body may be refused for is added.
    `examples` are requests that are granted, the fullest first; `limit` is the bytes that a body
    may have.
    """

    summary: str
    answers: Mapping[int, Answer]
    refusals: Mapping[int, str] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    body: type[BaseModel] | None = None
    body_required: bool = True
    examples: Mapping[str, Any] = field(default_factory=dict)
    limit: int = MAX_BODY_BYTES
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer of a partner means to us; of its body `model` is read, if anything."""

    meaning: str
    model: type[BaseModel] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that a service itself makes of partners, at `path` below a partner's URL.

    Its body has the order's id, `callback_id` and `task_type`, and beside them those `fields` of
    the contract `detail_type`, as the contract has them.
    `replies` are by status, or by a range of them such as 4XX.
    """

    summary: str
    description: str
    path: str
    detail_type: str
    fields: tuple[str, ...]
    task_type: str
    replies: Mapping[str, Reply]
    headers: tuple[Parameter, ...]


UUID = {"type": "string", "format": "uuid"}
KEY = {"type": "string", "pattern": "^[!-~]{1,255}$"}
SIGNATURE = (
    Parameter("header", "webhook-id", "The message's id, if you sign.", {"type": "string"}),
    Parameter("header", "webhook-timestamp", "Unix seconds, if you sign.", {"type": "string"}),
    Parameter(
        "header",
        "webhook-signature",
        "The Standard Webhooks signature of id, timestamp and raw body; blanks between several.",
        {"type": "string"},
    ),
)


def idempotency_key(*, required: bool) -> Parameter:
    """Describe the header by which a client makes a repeat the same request."""
    meaning = "The same key again is the same request again; with other input it is a 409."
    return Parameter("header", "Idempotency-Key", meaning, KEY, required)
