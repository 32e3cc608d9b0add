"""The use cases of partners' messages: take one in at once, and see to it that it is processed."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid5

from chalicelib.carrier_gateway.application.causes import SYSTEM, TENANT, Cause
from chalicelib.carrier_gateway.domain.webhook import (
    WEBHOOK,
    Command,
    Event,
    ReceiveWebhook,
    Refuse,
    Webhook,
    WebhookProcessed,
    WebhookReceived,
    WebhookUnknown,
)
from eventing.envelope import instant
from eventing.handle import Outcome, handle
from eventing.store import Agenda, Appointment, EventStore
from eventing.stream import Due, Stream

AGENDA = "webhooks"
WEBHOOKS = UUID("5b5b8f1c-3f0e-4a55-9c0e-2a9f1c7d4e10")

# After this long the first start counts as lost.
FIRST_LOOK = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)
PATIENCE = timedelta(hours=24)
AT_A_LOOK = 100
RECEIVED = "received"
NOT_PROCESSED = "It could not be processed within a day."


class Messages(Protocol):
    """Where messages lie as they came."""

    def keep(self, key: str, body: bytes) -> None:
        """Store a message; the same again is harmless."""
        ...


class Workflow(Protocol):
    """What processes messages."""

    def start(self, webhook_id: str) -> None:
        """Have a message processed soon: only a hint, which may be lost or doubled."""
        ...


class Store(EventStore[Event], Agenda, Protocol):
    """The streams of the messages, and when each is looked at again."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """All messages of partners; `clock` gives the time of each decision."""

    store: Store
    messages: Messages
    workflow: Workflow
    clock: Callable[[], datetime]

    def receive(self, partner: str, message_id: str, body: bytes) -> "Receipt":
        """Store a message as it came, and have it processed; one that came before changes nothing.

        `message_id` is the same whenever the partner sends this message.

        Raises:
            CommandConflict: another message came with this id.
        """
        webhook_id, now = id_of(partner, message_id), self.clock()
        sha256 = hashlib.sha256(body).hexdigest()
        # Two messages may come at once with one id: neither may take the other's place.
        key = f"{partner}/{now:%Y/%m/%d}/{webhook_id}/{sha256}"
        stream = self.store.read(stream_id(webhook_id))
        if not stream.commits:
            self.messages.keep(key, body)
        command = ReceiveWebhook(partner, key, len(body), sha256)
        actor = f"partner:{partner}"
        told = self.record(stream, command, f"receive:{webhook_id}", actor, fingerprint=sha256)
        if not told.repeated:
            self.workflow.start(webhook_id)
        status = str(view(stream)["status"]) if stream.commits else RECEIVED
        return Receipt(webhook_id, status, told.repeated)

    def find(self, webhook_id: str, partner: str | None = None) -> Stream[Event]:
        """Return what happened to a message, or only if it is `partner`'s.

        Raises:
            WebhookUnknown: none has this id, or it is another's.
        """
        stream = self.store.read(stream_id(webhook_id))
        received = WEBHOOK.replay(stream.events).received
        if received is None or partner not in (None, received.partner):
            raise WebhookUnknown
        return stream

    def record(
        self,
        stream: Stream[Event],
        command: Command,
        name: str,
        actor: str = SYSTEM,
        *,
        fingerprint: str = "",
    ) -> Outcome[Webhook, Event]:
        """Run `command`, named `name`, on what is known of its message."""
        now = self.clock()
        cause = Cause(first_event(stream) if stream.commits else name, TENANT, actor)
        provenance = cause.provenance(stream.stream_id, now, name)
        return handle(
            command,
            replace(provenance, fingerprint=fingerprint),
            stream=stream,
            decider=WEBHOOK,
            store=self.store,
            due=lambda events: (
                Due(AGENDA, now + FIRST_LOOK) if isinstance(events[0], WebhookReceived) else None
            ),
        )

    def end(self, stream: Stream[Event], command: Command) -> Outcome[Webhook, Event]:
        """Store how a message ended, and take it off the agenda.

        Where the sweep has moved it there meanwhile, the sweep also takes it off.
        """
        told = self.record(stream, command, f"end:{id_in(stream)}")
        first = stream.commits[0]
        at = first.provenance.at + FIRST_LOOK
        self.store.settle(Appointment(stream.stream_id, first.version, Due(AGENDA, at)))
        return told

    def sweep(self) -> "Swept":
        """Start what is still to be processed, less and less often.

        What could not be processed for a day is refused; the message is kept.
        """
        swept = Swept()
        for appointment in self.store.due(AGENDA, self.clock(), AT_A_LOOK):
            stream, now = self.store.read(appointment.stream_id), self.clock()
            age = now - stream.commits[0].provenance.at
            if WEBHOOK.replay(stream.events).end:
                self.store.settle(appointment)
            elif age < PATIENCE:
                rest = min(max(age / 2, FIRST_LOOK), LONGEST_REST)
                self.store.postpone(appointment, now + rest)
                self.workflow.start(id_in(stream))
                swept.started.append(id_in(stream))
            else:
                self.end(stream, Refuse("not_processed", NOT_PROCESSED))
                self.store.settle(appointment)
                swept.given_up.append(id_in(stream))
        return swept


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message that was taken in; `repeated` if it had come before."""

    webhook_id: str
    status: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class Swept:
    """The ids of the messages that were started again, and of those that were given up."""

    started: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)


def id_of(partner: str, message_id: str) -> str:
    """Return the id of a partner's message: derived, so the same whenever it comes."""
    return str(uuid5(WEBHOOKS, f"{partner}\n{message_id}"))


def stream_id(webhook_id: str) -> str:
    """Name the stream of a message."""
    return f"webhook:{webhook_id}"


def id_in(stream: Stream[Event]) -> str:
    """Return the id of the message that a stream is about."""
    return stream.stream_id.partition(":")[2]


def first_event(stream: Stream[Event]) -> str:
    """Return the id of the event that the message came."""
    return stream.commits[0].event_id(0)


def view(stream: Stream[Event]) -> dict[str, Any]:
    """Return what a partner is told of its message: JSON values, absent where nothing is known."""
    end = WEBHOOK.replay(stream.events).end
    said: dict[str, Any] = {
        "id": id_in(stream),
        "status": RECEIVED,
        "received_at": instant(stream.commits[0].provenance.at),
    }
    if end is None:
        return said
    said["processed_at"] = instant(stream.commits[-1].provenance.at)
    if isinstance(end, WebhookProcessed):
        return said | {"status": "processed", "facts": end.facts}
    return said | {"status": "refused", "code": end.code, "message": end.message}
