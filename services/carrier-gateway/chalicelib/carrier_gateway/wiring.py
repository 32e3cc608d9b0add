"""Puts the carrier gateway together: the one place that picks adapters."""

import os
import random
import time
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

from chalicelib.carrier_gateway.adapters.attempts import AttemptsTable
from chalicelib.carrier_gateway.adapters.callback_tasks import CallbackTasks
from chalicelib.carrier_gateway.adapters.callbacks import Callbacks
from chalicelib.carrier_gateway.adapters.contracts_out import LANGUAGE, shipping
from chalicelib.carrier_gateway.adapters.contracts_out import inquiries as inquiry_language
from chalicelib.carrier_gateway.adapters.contracts_out import webhooks as webhook_language
from chalicelib.carrier_gateway.adapters.contracts_out.outages import (
    LANGUAGE as OUTAGE_LANGUAGE,
)
from chalicelib.carrier_gateway.adapters.contracts_out.registry import (
    LANGUAGE as REGISTRY_LANGUAGE,
)
from chalicelib.carrier_gateway.adapters.destinations import Destinations
from chalicelib.carrier_gateway.adapters.documents import DocumentsBucket
from chalicelib.carrier_gateway.adapters.leases import LeasesTable
from chalicelib.carrier_gateway.adapters.messages import MessagesBucket
from chalicelib.carrier_gateway.adapters.parcels import ParcelsTable
from chalicelib.carrier_gateway.adapters.partners import PartnersTable
from chalicelib.carrier_gateway.adapters.readings import read_answer
from chalicelib.carrier_gateway.adapters.secrets import PartnerSecrets
from chalicelib.carrier_gateway.adapters.step_functions import ConversationMachine
from chalicelib.carrier_gateway.adapters.wakes import Wakes
from chalicelib.carrier_gateway.adapters.workflow import WebhookWorkflow
from chalicelib.carrier_gateway.application.conversations import Conversations, shipping_desk
from chalicelib.carrier_gateway.application.delivery import Delivery
from chalicelib.carrier_gateway.application.drainer import Drainer
from chalicelib.carrier_gateway.application.errands import Errand
from chalicelib.carrier_gateway.application.executions import Executions
from chalicelib.carrier_gateway.application.inquiries import Inquiries, inquiry_desk
from chalicelib.carrier_gateway.application.inquiry_errands import question
from chalicelib.carrier_gateway.application.outages import Outages
from chalicelib.carrier_gateway.application.parcels import LearningStore
from chalicelib.carrier_gateway.application.processing import Processing
from chalicelib.carrier_gateway.application.registry import Registry
from chalicelib.carrier_gateway.application.shipping_errands import shipping_errand
from chalicelib.carrier_gateway.application.sweep import Desks
from chalicelib.carrier_gateway.application.webhooks import Webhooks
from chalicelib.carrier_gateway.domain.inquiry import events as inquiry_events
from chalicelib.carrier_gateway.domain.shipping.events import Event
from chalicelib.carrier_gateway.domain.task import QUESTIONS, Task, subject_of
from eventing.dynamo import DynamoEventStore
from eventing.service import Service, now
from eventing.store import Appointment


class SystemTime:
    """The time of this machine."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@cache
def service() -> Service[Any]:
    """Return the parts every service has; its store holds the streams of every aggregate."""
    return Service(LANGUAGE)


@cache
def shipments() -> DynamoEventStore[Event]:
    """Return the streams of the conversations about shipping."""
    return service().store.speaking(shipping.LANGUAGE)


@cache
def partners() -> PartnersTable:
    """Return the registry."""
    return PartnersTable(os.environ["PARTNERS_TABLE"])


@cache
def destinations() -> Destinations:
    """Return where partners may be; those of the local stage are on this machine, without TLS."""
    return Destinations(local=os.environ["STAGE"] == "local")


@cache
def secrets() -> PartnerSecrets:
    """Return what partners sign with."""
    return PartnerSecrets(os.environ["SECRETS_PREFIX"])


@cache
def registry() -> Registry:
    """Return what administrators change partners with."""
    store = service().store.speaking(REGISTRY_LANGUAGE)
    return Registry(store, partners(), secrets(), destinations().check, now)


@cache
def attempts() -> AttemptsTable:
    """Return the log of the calls to partners."""
    return AttemptsTable(os.environ["ATTEMPTS_TABLE"])


@cache
def machine() -> ConversationMachine:
    """Return the state machine that waits for partners."""
    return ConversationMachine(os.environ["CONVERSATION_MACHINE"])


@cache
def executions() -> Executions:
    """Return the executions that wait."""
    return Executions(CallbackTasks(os.environ["CALLBACK_TASKS_TABLE"]), machine(), now)


@cache
def conversations() -> Conversations:
    """Return the use cases."""
    store = LearningStore(shipments(), parcels())
    return Conversations(shipping_desk(store, now, executions()), partners())


@cache
def parcels() -> ParcelsTable:
    """Return which orders have which tracking number."""
    return ParcelsTable(os.environ["PARCELS_TABLE"])


@cache
def messages() -> MessagesBucket:
    """Return where partners' messages lie."""
    return MessagesBucket(os.environ["WEBHOOKS_BUCKET"])


@cache
def webhooks() -> Webhooks:
    """Return the use cases of partners' messages."""
    store = service().store.speaking(webhook_language.LANGUAGE)
    return Webhooks(store, messages(), WebhookWorkflow(os.environ["WEBHOOK_MACHINE"]), now)


@cache
def processing() -> Processing:
    """Return what processes partners' messages; only its functions load what reads them."""
    from chalicelib.carrier_gateway.adapters import webhook_in  # noqa: PLC0415 - as said

    patience = timedelta(seconds=int(os.environ["WEBHOOK_PATIENCE_S"]))
    answer = partial(webhook_in.answer, callbacks())
    return Processing(
        webhooks(),
        messages(),
        webhook_in.read,
        partners(),
        conversations().desk,
        parcels(),
        answer,
        patience,
    )


@cache
def callbacks() -> Callbacks:
    """Return what takes answers that come later."""
    return Callbacks(conversations(), inquiries())


@cache
def documents() -> DocumentsBucket:
    """Return where tax documents lie."""
    return DocumentsBucket(os.environ["DOCUMENTS_BUCKET"])


@cache
def questions() -> DynamoEventStore[inquiry_events.Event]:
    """Return the streams of the questions about orders."""
    return service().store.speaking(inquiry_language.LANGUAGE)


@cache
def inquiries() -> Inquiries:
    """Return the use cases of questions about orders."""
    return Inquiries(
        desk=inquiry_desk(questions(), now, executions()),
        partners=partners(),
        read=read_answer,
        documents=documents(),
        cancelled_by=conversations().cancelled_by,
    )


@cache
def desks() -> Desks:
    """Return who knows the conversations about each kind of task."""
    return {Task.SHIPPING: conversations().desk, **dict.fromkeys(QUESTIONS, inquiries().desk)}


@cache
def wakes() -> Wakes:
    """Return the queue of the drainers."""
    return Wakes(os.environ["WAKE_URL"])


@cache
def drainer() -> Drainer:
    """Return what calls carriers; only its function loads an HTTP client."""
    from chalicelib.carrier_gateway.adapters.http_out import HttpCarriers  # noqa: PLC0415 - as said

    clock, carriers = SystemTime(), HttpCarriers(secrets(), destinations(), attempts())
    delivery = Delivery(service().store, errand, carriers, clock, random.random)
    outages = Outages(service().store.speaking(OUTAGE_LANGUAGE))
    return Drainer(delivery, partners(), leases(), outages, clock)


@cache
def leases() -> LeasesTable:
    """Return who drains which partner, and how each partner answers."""
    return LeasesTable(os.environ["LEASES_TABLE"])


def errand(appointment: Appointment) -> Errand[Any]:
    """Return what a due call is about."""
    stream_id, version = appointment.stream_id, appointment.version
    if subject_of(stream_id)[1] is Task.SHIPPING:
        return shipping_errand(conversations().desk, shipments().read(stream_id), version)
    return question(inquiries(), questions().read(stream_id), version)
