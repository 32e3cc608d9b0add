"""Which question of an order an event answers, and what is kept of the event itself."""

from datetime import datetime
from typing import Protocol

from chalicelib.orders.application.orders import Cause
from chalicelib.orders.domain.events import Fact
from eventing.consumer import Delivery


class ForeignAnswer(Exception):
    """A fact about one order answers a question of another."""


class Answer(Protocol):
    """What every answer names: the order, and the event of it that asked."""

    @property
    def order_id(self) -> str:
        """The order."""
        ...

    @property
    def answers(self) -> str:
        """The id of the event that asked."""
        ...


def asked(said: Answer) -> int:
    """Return the version of the order's event that `said` answers.

    Raises:
        ForeignAnswer: that event is another order's.
    """
    stream_id, version = position(said.answers)
    if stream_id != said.order_id:
        raise ForeignAnswer(f"{said.answers} is no question of order {said.order_id}")
    return version


def position(event_id: str) -> tuple[str, int]:
    """Return the stream of an event and its version there, 0 where the id has none."""
    stream_id, _, version = event_id.rpartition("#")
    return stream_id, int(version) if version.isascii() and version.isdigit() else 0


def cause_of(delivery: Delivery) -> Cause:
    """Return who said it, of which tenant, and in which event."""
    metadata = delivery.metadata
    return Cause(metadata.event_id, metadata.tenant_id, metadata.actor)


def said_at(delivery: Delivery) -> datetime:
    """Return when it was said."""
    return datetime.fromisoformat(delivery.metadata.occurred_at)


def fact(delivery: Delivery) -> Fact:
    """Keep it word for word."""
    return Fact(delivery.detail_type, delivery.metadata.event_id, delivery.data)
