"""The calls a carrier gets: what each one says, and what can come back."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from chalicelib.carrier_gateway.application.conversations import SHIPPING, order_of
from chalicelib.carrier_gateway.domain.consignment import Consignment
from chalicelib.carrier_gateway.domain.conversation import Conversation
from chalicelib.carrier_gateway.domain.events import (
    CancellationRequested,
    Event,
    ShipmentRequested,
)
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.envelope import instant
from eventing.stream import Stream


class Purpose(StrEnum):
    """What a call is for."""

    SHIP = "ship"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Call:
    """One call, the same at every attempt; `cause` is the stored event that it follows from."""

    purpose: Purpose
    order_id: str
    answers: str
    callback_id: str
    asked_at: datetime
    cause: str
    tenant_id: str
    consignment: Consignment

    @property
    def path(self) -> str:
        """Where it goes, below the partner's URL."""
        return (
            "/orders" if self.purpose is Purpose.SHIP else f"/orders/{self.order_id}/cancellation"
        )

    @property
    def idempotency_key(self) -> str:
        """What lets the partner see that it has done this before."""
        return f"{self.order_id}:{self.purpose}"

    @property
    def message_id(self) -> str:
        """The id of the message, without a dot as Standard Webhooks want it."""
        return f"{self.purpose}_{self.callback_id}"

    @property
    def body(self) -> bytes:
        """The JSON document that is sent; a cancellation repeats no personal data."""
        document: dict[str, Any] = {
            "order_id": self.order_id,
            "external_id": self.consignment.external_id,
            "callback_id": self.callback_id,
            "task_type": SHIPPING,
        }
        if self.purpose is Purpose.SHIP:
            document |= asdict(self.consignment)
        return json.dumps(_said(document), separators=(",", ":"), ensure_ascii=False).encode()


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
    """The way to the carriers."""

    def send(self, call: Call, partner: Partner) -> Reply | NoReply:
        """Make one attempt, and return within the partner's time-out and two seconds more."""
        ...


def call_at(stream: Stream[Event], version: int) -> Call:
    """Return the call that the commit at `version` makes due."""
    commit = next(commit for commit in stream.commits if commit.version == version)
    for index, event in enumerate(commit.events):
        if isinstance(event, ShipmentRequested | CancellationRequested):
            asked = _request_before(stream, version)
            ship = isinstance(event, ShipmentRequested)
            return Call(
                purpose=Purpose.SHIP if ship else Purpose.CANCEL,
                order_id=order_of(stream.stream_id),
                answers=event.answers,
                callback_id=asked.callback_id,
                asked_at=commit.provenance.at,
                cause=commit.event_id(index),
                tenant_id=commit.provenance.tenant_id,
                consignment=asked.consignment,
            )
    raise LookupError(f"nothing is due at {stream.stream_id}#{version}")


def is_wanted(call: Call, talk: Conversation) -> bool:
    """Tell whether the conversation still waits for the answer to `call`."""
    if call.purpose is Purpose.SHIP:
        return talk.is_asking and talk.answers == call.answers
    return talk.telling and talk.cancelled == call.answers


def _request_before(stream: Stream[Event], version: int) -> ShipmentRequested:
    """Return the newest request among the commits up to `version`."""
    commits = [commit for commit in stream.commits if commit.version <= version]
    events = [event for commit in reversed(commits) for event in commit.events]
    return next(event for event in events if isinstance(event, ShipmentRequested))


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
