"""The calls that partners get: what each one says, and what can come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.task import Task
from eventing.envelope import instant

LONGEST_ANSWER = 64 * 1024
LONGEST_DOCUMENT = 1024 * 1024


class Purpose(StrEnum):
    """What a call is for."""

    SHIP = "ship"
    CANCEL = "cancel"
    ENRICH = "enrich"
    TAX_DOCUMENT = "tax-document"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call follows from: the stored event `cause`, which says what the order's `answers`."""

    order_id: str
    task_type: Task
    answers: str
    callback_id: str
    at: datetime
    cause: str
    tenant_id: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call, the same at every attempt; `path` lies below the partner's URL.

    `details` is what it says beside its ids; a time in them is written as contracts do.
    """

    purpose: Purpose
    asked: Asked
    path: str
    details: Mapping[str, Any]
    round: int = 1

    @property
    def idempotency_key(self) -> str:
        """What lets the partner see that it has done this before: one key for each round."""
        key = f"{self.asked.order_id}:{self.purpose}"
        return key if self.round == 1 else f"{key}:{self.round}"

    @property
    def message_id(self) -> str:
        """The id of the message, without a dot as Standard Webhooks want it."""
        return f"{self.purpose}_{self.asked.callback_id}"

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object that is sent, without what is not known."""
        ids = {
            "order_id": self.asked.order_id,
            "callback_id": self.asked.callback_id,
            "task_type": self.asked.task_type,
        }
        said: dict[str, Any] = _said(ids | dict(self.details))
        return said

    @property
    def longest_answer(self) -> int:
        """How many bytes of an answer are read."""
        return LONGEST_DOCUMENT if self.purpose is Purpose.TAX_DOCUMENT else LONGEST_ANSWER


@dataclass(frozen=True, slots=True)
class Reply:
    """What a partner answered; `body` None: more than is read."""

    status: int
    body: bytes | None = b""
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class NoReply:
    """A partner gave no answer; `reason` says in words why, `code` in one."""

    reason: str
    code: str = "unreachable"


class Carriers(Protocol):
    """The way to the partners."""

    def send(self, call: Call, partner: Partner) -> Reply | NoReply:
        """Make one attempt, and return within the partner's time-out and two seconds more."""
        ...


def _said(value: Any) -> Any:  # noqa: ANN401 - any part of a document becomes a JSON value
    """Leave out what is not there, and write times as contracts do."""
    match value:
        case dict():
            return {name: _said(part) for name, part in value.items() if part is not None}
        case list() | tuple():
            return [_said(part) for part in value]
        case datetime():
            return instant(value)
        case _:
            return value
