"""Puts the orders service together: the one place that picks adapters."""

from functools import cache

from chalicelib.orders.adapters import events_in
from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.application.orders import Orders
from chalicelib.orders.domain.events import Event
from eventing.consumer import Handlers
from eventing.service import Service, now


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
