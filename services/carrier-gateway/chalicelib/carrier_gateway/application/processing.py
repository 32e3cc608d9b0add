"""Process a message in two steps that may each be repeated: understand it, then record it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.carrier_gateway.application.causes import Cause, tenant_of
from chalicelib.carrier_gateway.application.conversations import Partners, ShippingDesk
from chalicelib.carrier_gateway.application.parcels import Parcels, order_meant
from chalicelib.carrier_gateway.application.tidings import (
    AnswerTold,
    Fault,
    NoticeTold,
    Reading,
    ScanTold,
    Told,
)
from chalicelib.carrier_gateway.application.webhooks import Webhooks, first_event, id_in, view
from chalicelib.carrier_gateway.domain.answering import AnswerRefused, ConversationUnknown
from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.scan import RecordScan
from chalicelib.carrier_gateway.domain.shipping.tracking import (
    ParcelAmbiguous,
    ParcelUnknown,
    TooManyScans,
)
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from chalicelib.carrier_gateway.domain.webhook import (
    WEBHOOK,
    Event,
    Process,
    RecordNotice,
    Refuse,
    WebhookReceived,
    WebhookUnknown,
)
from eventing.decider import Refusal
from eventing.stream import Stream

CODES: dict[type[Refusal], str] = {
    AnswerRefused: "answer_refused",
    ConversationUnknown: "unknown_order",
    ParcelUnknown: "unknown_parcel",
    ParcelAmbiguous: "ambiguous_parcel",
    TooManyScans: "too_many_scans",
}
LONGEST_MESSAGE = 1000


class Readings(Protocol):
    """Messages as they came, and as they were understood."""

    def message(self, key: str) -> bytes:
        """Return a message as it came."""
        ...

    def keep_reading(self, key: str, reading: Reading) -> None:
        """Store how a message was understood, in the place of what was thought before."""
        ...

    def reading(self, key: str) -> Reading:
        """Return how a message was understood."""
        ...


Answering = Callable[[Partner, Mapping[str, Any]], bool]
"""Takes a partner's answer to a task, and tells whether it is new; refuses one of no use."""


@dataclass(frozen=True, slots=True)
class Processing:
    """The two steps; a parcel that nobody knows may become known within `patience`."""

    webhooks: Webhooks
    readings: Readings
    read: Callable[[bytes, Partner | None], Reading]
    partners: Partners
    desk: ShippingDesk
    parcels: Parcels
    answer: Answering
    patience: timedelta

    def normalise(self, webhook_id: str) -> dict[str, Any]:
        """Put what a message tells into our standard form, beside the message."""
        stream = self.webhooks.find(webhook_id)
        came = _came(stream)
        reading = self.read(self.readings.message(came.key), self.partners.get(came.partner))
        self.readings.keep_reading(came.key, reading)
        return {"webhook_id": webhook_id, "tells": len(reading.told), "faults": len(reading.faults)}

    def record(self, webhook_id: str) -> dict[str, Any]:
        """Record all that a message tells, each thing once, and how the message ended.

        Returns what the partner is told of it; still `received` if a parcel may yet become known.
        """
        stream = self.webhooks.find(webhook_id)
        if WEBHOOK.replay(stream.events).end:
            return view(stream)
        reading, clerk = self.readings.reading(_came(stream).key), Clerk(self, stream)
        for told in sorted(reading.told, key=_when):
            clerk.take(told)
        patient = self.webhooks.clock() < stream.commits[0].provenance.at + self.patience
        if not (clerk.unknown and patient):
            self._end(stream, clerk.facts, (*reading.faults, *clerk.faults, *clerk.unknown))
        return view(self.webhooks.find(webhook_id))

    def _end(self, stream: Stream[Event], facts: int, faults: Iterable[Fault]) -> None:
        ordered = sorted(faults, key=lambda fault: fault.position)
        if not ordered:
            self.webhooks.end(stream, Process(facts))
            return
        said = " ".join(f"[{fault.position}] {fault.message}" for fault in ordered)
        self.webhooks.end(stream, Refuse(ordered[0].code, said[:LONGEST_MESSAGE]))


class Clerk:
    """Records what one message tells: counts what is new, and notes what cannot be taken."""

    def __init__(self, office: Processing, stream: Stream[Event]) -> None:
        self._office = office
        self._stream = stream
        self._partner = _came(stream).partner
        self.facts = 0
        self.faults: list[Fault] = []
        self.unknown: list[Fault] = []

    def take(self, told: Told) -> None:
        """Record one thing; what a former try recorded counts, too."""
        try:
            self.facts += self._is_new(told)
        except tuple(CODES) as refusal:
            noted = self.unknown if isinstance(refusal, ParcelUnknown) else self.faults
            noted.append(Fault(told.position, CODES[type(refusal)], str(refusal)))

    def _is_new(self, told: Told) -> bool:
        match told:
            case ScanTold():
                return self._scan(told)
            case NoticeTold(position, notice):
                name = f"notice:{position}"
                actor = f"partner:{self._partner}"
                webhooks = self._office.webhooks
                outcome = webhooks.record(self._stream, RecordNotice(notice), name, actor)
                return bool(outcome.events)
            case AnswerTold(_, answer):
                partner = self._office.partners.get(self._partner)
                if partner is None:
                    raise ConversationUnknown
                return self._office.answer(partner, answer)

    def _scan(self, told: ScanTold) -> bool:
        desk, webhook_id = self._office.desk, id_in(self._stream)
        order_id = told.order_id or self._order(told)
        conversation = desk.store.read(stream_of(order_id, Task.SHIPPING))
        if not conversation.commits:
            raise ConversationUnknown
        whose, partner = tenant_of(conversation), f"partner:{self._partner}"
        cause = Cause(first_event(self._stream), whose, partner)
        command = RecordScan(self._partner, told.scan, webhook_id)
        name = f"webhook:{webhook_id}:{told.position}"
        return bool(desk.record(command, cause, conversation, name=name).events)

    def _order(self, told: ScanTold) -> str:
        office, scan = self._office, told.scan
        store, number = office.desk.store, scan.tracking_number or ""
        return order_meant(office.parcels, store, self._partner, number, scan.occurred_at)


def _came(stream: Stream[Event]) -> WebhookReceived:
    received = WEBHOOK.replay(stream.events).received
    if received is None:
        raise WebhookUnknown
    return received


def _when(told: Told) -> tuple[bool, datetime | int]:
    """Take scans in the order in which they were made: the first that shows a shipment dates it."""
    if isinstance(told, ScanTold):
        return True, told.scan.occurred_at
    return False, told.position
