"""Puts the orders service together: the one place that picks adapters."""

from functools import cache
from typing import Any

from chalicelib.orders.adapters import events_in
from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.application.orders import Orders
from chalicelib.orders.domain.events import Event
from eventing.consumer import Handlers
from eventing.service import Service, now
from eventing.stream import Stream


@cache
def service() -> Service[Event]:
    """Return the parts every service has."""
    return Service(LANGUAGE)


@cache
def orders() -> Orders:
    """Return the use cases."""
    return Orders(service().store, now)


@cache
def handlers() -> Handlers:
    """Return what each event of the inbox leads to."""
    return events_in.handlers(orders())


def history(stream: Stream[Event]) -> list[dict[str, Any]]:
    """Return a stream as the world was told it."""
    messages = [message for commit in stream.commits for message in LANGUAGE.messages(commit)]
    return [{"detail_type": m.detail_type, "source": m.source, **m.detail} for m in messages]
