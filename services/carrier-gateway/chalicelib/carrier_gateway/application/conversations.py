"""The use cases: hand an order to its carrier, take it back, and record what carriers say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.carrier_gateway.application.causes import Cause
from chalicelib.carrier_gateway.application.desk import OVERDUE, Desk, agenda_of
from chalicelib.carrier_gateway.application.executions import Ending, Executions
from chalicelib.carrier_gateway.domain.commands import FailByCallback
from chalicelib.carrier_gateway.domain.consignment import Consignment
from chalicelib.carrier_gateway.domain.partner import CARRIER, Partner, Way
from chalicelib.carrier_gateway.domain.shipping.commands import (
    AcceptByCallback,
    CancelShipment,
    Command,
    ConfirmDelivery,
    ConfirmShipment,
    RequestShipment,
    TellFormerCarrier,
)
from chalicelib.carrier_gateway.domain.shipping.conversation import (
    CONVERSATION,
    Conversation,
)
from chalicelib.carrier_gateway.domain.shipping.events import (
    CancellationRequested,
    Event,
    ShipmentRequested,
    ShipmentTaken,
)
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from eventing.handle import Outcome
from eventing.store import EventStore
from eventing.stream import Due, Stream

Told = Outcome[Conversation, Event]
ShippingDesk = Desk[Command, Conversation, Event]


class Partners(Protocol):
    """The registry of partners."""

    def get(self, partner_id: str) -> Partner | None:
        """Return a partner, or None where there is none of this id."""
        ...


@dataclass(frozen=True, slots=True)
class Conversations:
    """All conversations about shipping."""

    desk: ShippingDesk
    partners: Partners

    def request(self, order_id: str, carrier: str, consignment: Consignment, cause: Cause) -> Told:
        """Have `carrier` asked to ship; a carrier that nobody knows is a failed shipment.

        The execution starts once the request is stored; an event that comes again starts it too.
        """
        partner = self._carrier(carrier)
        way = partner.way if partner else None
        waits_s = partner.deadline_s + partner.answer_within_s if partner else 0
        by = self.desk.clock() + timedelta(seconds=waits_s) if way is Way.API_DESTINATION else None
        command = RequestShipment(carrier, way, cause.event_id, consignment, by)
        unread: Stream[Event] = Stream(stream_of(order_id, Task.SHIPPING))
        told = self.desk.record(command, cause, unread)
        self.desk.begin(cause, unread, told.state, waits_s)
        return told

    def cancel(self, order_id: str, carrier: str, cause: Cause) -> Told:
        """See to it that a cancelled order is not shipped, even if it is asked for later.

        Each carrier that may have it is told by a commit of its own, since each makes a call due.
        """
        command = CancelShipment(carrier, cause.event_id)
        told = self.desk.record(command, cause, self._read(order_id))
        for former in told.state.untold:
            stream = self._read(order_id)
            name = f"{cause.event_id}:{former}"
            told = self.desk.record(TellFormerCarrier(former), cause, stream, name=name)
        return told

    def cancelled_by(self, order_id: str) -> str:
        """Return the event by which an order was cancelled, "" if it was not."""
        return self.desk.state(self._read(order_id)).cancelled

    def confirm(self, order_id: str, command: ConfirmShipment | ConfirmDelivery) -> Told:
        """Take what a carrier says of its parcel; said again, it changes nothing.

        Raises:
            ConversationUnknown: the order was never given to this carrier.
        """
        return self.desk.hear(command.partner, command, self._read(order_id))

    def answer(self, order_id: str, command: AcceptByCallback | FailByCallback) -> Told:
        """Take what a carrier answers by callback; said again, it changes nothing.

        Raises:
            ConversationUnknown: the order was not given to this carrier.
            AnswerRefused: it answers nothing that is asked now, or contradicts what is recorded.
        """
        return self.desk.hear(command.partner, command, self._read(order_id))

    def _read(self, order_id: str) -> Stream[Event]:
        return self.desk.store.read(stream_of(order_id, Task.SHIPPING))

    def _carrier(self, partner_id: str) -> Partner | None:
        """Return a partner that can be asked to ship."""
        partner = self.partners.get(partner_id)
        can_ship = partner and partner.kind == CARRIER and partner.way is not Way.NONE
        return partner if can_ship else None


def shipping_desk(
    store: EventStore[Event], clock: Callable[[], datetime], executions: Executions
) -> ShippingDesk:
    """Return where the conversations about shipping are held."""
    return Desk(CONVERSATION, due_next, _outcome, store, clock, executions)


def due_next(events: Sequence[Event], at: datetime) -> Due | None:
    """Return what `events` make due: a call on the signed way, or else an answer."""
    for event in events:
        if isinstance(event, ShipmentRequested | CancellationRequested) and event.way is Way.SIGNED:
            return Due(agenda_of(event.carrier), at)
    for event in events:
        if isinstance(event, ShipmentRequested | ShipmentTaken) and event.answer_by:
            return Due(OVERDUE, event.answer_by)
    return None


def _outcome(talk: Conversation) -> Ending | None:
    if talk.is_open:
        return None
    if talk.failed:
        return Ending(code=talk.failed.code, message=talk.failed.message)
    if not talk.is_agreed:
        return Ending({"status": "WITHDRAWN"})
    known = talk.accepted or talk.shipped
    return Ending(
        {
            "status": "SUCCEEDED",
            "shipping_status": talk.accepted.shipping_status if talk.accepted else None,
            "tracking_number": known.tracking_number if known else None,
        }
    )
