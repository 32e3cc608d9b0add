"""One message of a partner: received, and then either processed or refused, each once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from eventing.decider import Decider, Refusal


class WebhookUnknown(Refusal):
    """There is no such message, or it is another partner's."""

    def __init__(self) -> None:
        super().__init__("There is no such webhook.")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a partner tells beside scans and answers; `amount` is money in `currency` (ISO 4217)."""

    kind: str
    order_id: str | None = None
    reference: str | None = None
    status: str | None = None
    amount: str | None = None
    currency: str | None = None
    reason: str | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReceiveWebhook:
    """`partner` sent a message; it lies under `key` as it came."""

    partner: str
    key: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RecordNotice:
    """The message tells this."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Process:
    """All that the message says is recorded; `facts` of it were new."""

    facts: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """The message, or part of it, cannot be recorded."""

    code: str
    message: str


Command = ReceiveWebhook | RecordNotice | Process | Refuse


@dataclass(frozen=True, slots=True)
class WebhookReceived:
    """A message came in and lies under `key`; it is `bytes` long."""

    partner: str
    key: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class NoticeReceived:
    """A partner told something that nothing here acts upon."""

    partner: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class WebhookProcessed:
    """All that the message says is recorded; `facts` of it were new."""

    partner: str
    facts: int


@dataclass(frozen=True, slots=True)
class WebhookRefused:
    """The message, or part of it, was not recorded; it is kept for a person."""

    partner: str
    code: str
    message: str


Event = WebhookReceived | NoticeReceived | WebhookProcessed | WebhookRefused


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a message stands; `end` is None while it is still to be processed."""

    received: WebhookReceived | None = None
    end: WebhookProcessed | WebhookRefused | None = None


def decide(webhook: Webhook, command: Command) -> Sequence[Event]:
    """Return what `command` leads to; nothing for a message that came, or ended, before.

    Raises:
        WebhookUnknown: it never came.
    """
    received = webhook.received
    if isinstance(command, ReceiveWebhook):
        came = WebhookReceived(command.partner, command.key, command.bytes, command.sha256)
        return [] if received else [came]
    if received is None:
        raise WebhookUnknown
    if webhook.end:
        return []
    match command:
        case RecordNotice(notice):
            return [NoticeReceived(received.partner, notice)]
        case Process(facts):
            return [WebhookProcessed(received.partner, facts)]
        case Refuse(code, message):
            return [WebhookRefused(received.partner, code, message)]
        case _:
            assert_never(command)


def evolve(webhook: Webhook, event: Event) -> Webhook:
    """Return the message after `event`."""
    match event:
        case WebhookReceived():
            return replace(webhook, received=event)
        case NoticeReceived():
            return webhook
        case WebhookProcessed() | WebhookRefused():
            return replace(webhook, end=event)
        case _:
            assert_never(event)


WEBHOOK: Decider[Command, Webhook, Event] = Decider(Webhook(), decide, evolve)
