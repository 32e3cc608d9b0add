"""Puts the notifications service together: the one place that picks adapters."""

import os
from collections.abc import Mapping
from datetime import timedelta
from email.utils import formataddr
from functools import cache
from typing import Any
from uuid import uuid4

from chalicelib.notifications.adapters import events_in, mail_events
from chalicelib.notifications.adapters.contacts import DynamoContacts
from chalicelib.notifications.adapters.contracts_out import LANGUAGE
from chalicelib.notifications.adapters.enclosures import BucketEnclosures
from chalicelib.notifications.adapters.ses import SesPostOffice
from chalicelib.notifications.adapters.templates import TemplateWriter
from chalicelib.notifications.application.letters import Letters
from chalicelib.notifications.application.posting import Posting
from chalicelib.notifications.application.sweep import Sweep
from chalicelib.notifications.domain.events import Event
from eventing.consumer import Handlers, reason_of, take
from eventing.log import logger
from eventing.parking import Parking
from eventing.service import Service, now


@cache
def service() -> Service[Event]:
    """Return the parts every service has."""
    return Service(LANGUAGE)


@cache
def writer() -> TemplateWriter:
    """Return who writes the letters."""
    return TemplateWriter(os.environ["SENDER_NAME"])


@cache
def posting() -> Posting:
    """Return where letters are stored and sent."""
    sender = formataddr((os.environ["SENDER_NAME"], os.environ["SENDER_ADDRESS"]))
    return Posting(
        store=service().store,
        agenda=service().store,
        contacts=DynamoContacts(os.environ["CONTACTS_TABLE"]),
        writer=writer(),
        enclosures=BucketEnclosures(os.environ["DOCUMENTS_BUCKET"]),
        office=SesPostOffice(sender, os.environ["CONFIGURATION_SET"]),
        clock=now,
        token=lambda: str(uuid4()),
        patience=timedelta(seconds=int(os.environ["LETTER_PATIENCE_S"])),
    )


@cache
def letters() -> Letters:
    """Return the use cases."""
    return Letters(posting())


@cache
def sweep() -> Sweep:
    """Return what takes up the letters whose time has come."""
    return Sweep(posting(), _report)


@cache
def handlers() -> Handlers:
    """Return what each event of the inbox leads to."""
    return events_in.handlers(letters())


@cache
def mail_parking() -> Parking:
    """Return what is parked of the mail events' own queue, so that redrive leads back there."""
    queue = os.environ["MAIL_EVENTS_URL"]
    return Parking(os.environ["PARKED_TABLE"], LANGUAGE, service().bus, queue)


def take_mail_events(event: Mapping[str, Any]) -> dict[str, Any]:
    """Take what SES tells about mails."""
    return take(event, mail_events.recorder(letters()), mail_parking())


def _report(letter_id: str, error: Exception) -> None:
    logger.error("not taken up", extra={"letter": letter_id, "reason": reason_of(error)})
