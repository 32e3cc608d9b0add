"""Puts the orders service together: the one place that picks adapters."""

import os
from datetime import timedelta
from functools import cache

from chalicelib.orders.adapters import events_in
from chalicelib.orders.adapters.channels import Channels
from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.adapters.stage_failures import StageFailures
from chalicelib.orders.application.failures import Failures
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
    return Orders(service().store, now, Channels(os.environ["CHANNELS_TABLE"]).plan)


@cache
def handlers() -> Handlers:
    """Return what each event of the inbox leads to."""
    return events_in.handlers(orders(), StageFailures(os.environ["STAGE_FAILURES_ARN"]))


@cache
def failures() -> Failures:
    """Return the steps of the machine that decides about failures."""
    return Failures(orders(), timedelta(seconds=int(os.environ["ASK_AGAIN_AFTER_S"])))
