"""The use cases: hand an order to its carrier, take it back, and record what carriers say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.carrier_gateway.application.causes import Cause, said_by, tenant_of
from chalicelib.carrier_gateway.application.executions import (
    SUPERSEDED,
    Attempt,
    Ending,
    Executions,
)
from chalicelib.carrier_gateway.domain.answering import ConversationUnknown
from chalicelib.carrier_gateway.domain.commands import EndWaiting, FailByCallback
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
from chalicelib.carrier_gateway.domain.task import Task, stream_of, subject_of
from eventing.handle import Outcome, handle
from eventing.store import EventStore
from eventing.stream import Due, Stream

OVERDUE = "overdue"

Told = Outcome[Conversation, Event]


class Partners(Protocol):
    """The registry of partners."""

    def get(self, partner_id: str) -> Partner | None:
        """Return a partner, or None where there is none of this id."""
        ...


@dataclass(frozen=True, slots=True)
class Conversations:
    """All conversations about shipping; `clock` gives the time of each decision."""

    store: EventStore[Event]
    partners: Partners
    clock: Callable[[], datetime]
    executions: Executions

    def request(self, order_id: str, carrier: str, consignment: Consignment, cause: Cause) -> Told:
        """Have `carrier` asked to ship; a carrier that nobody knows is a failed shipment.

        The execution starts once the request is stored; an event that comes again starts it too.
        """
        partner = self._carrier(carrier)
        way = partner.way if partner else None
        waits_s = partner.deadline_s + partner.answer_within_s if partner else 0
        by = self.clock() + timedelta(seconds=waits_s) if way is Way.API_DESTINATION else None
        command = RequestShipment(carrier, way, cause.event_id, consignment, by)
        told = self.record(command, cause, Stream(stream_of(order_id, Task.SHIPPING)))
        if told.state.is_asking and told.state.answers == cause.event_id:
            self.executions.begin(attempt_of(order_id, told.state), waits_s)
        return told

    def cancel(self, order_id: str, carrier: str, cause: Cause) -> Told:
        """See to it that a cancelled order is not shipped, even if it is asked for later.

        Each carrier that may have it is told by a commit of its own, since each makes a call due.
        """
        command = CancelShipment(carrier, cause.event_id)
        told = self.record(command, cause, self._read(order_id))
        for former in told.state.untold:
            stream = self._read(order_id)
            name = f"{cause.event_id}:{former}"
            told = self.record(TellFormerCarrier(former), cause, stream, name=name)
        return told

    def cancelled_by(self, order_id: str) -> str:
        """Return the event by which an order was cancelled, "" if it was not."""
        return CONVERSATION.replay(self._read(order_id).events).cancelled

    def confirm(self, order_id: str, command: ConfirmShipment | ConfirmDelivery) -> Told:
        """Take what a carrier says of its parcel; said again, it changes nothing.

        Raises:
            ConversationUnknown: the order was never given to this carrier.
        """
        return self._hear(order_id, command)

    def answer(self, order_id: str, command: AcceptByCallback | FailByCallback) -> Told:
        """Take what a carrier answers by callback; said again, it changes nothing.

        Raises:
            ConversationUnknown: the order was not given to this carrier.
            AnswerRefused: it answers nothing that is asked now, or contradicts what is recorded.
        """
        return self._hear(order_id, command)

    def end_waiting(self, stream_id: str) -> None:
        """Let the shipment that a stream is about fail if its answer is overdue."""
        stream = self.store.read(stream_id)
        talk = CONVERSATION.replay(stream.events)
        now = self.clock()
        if talk.is_overdue(now):
            cause = Cause(talk.answers, tenant_of(stream))
            self.record(EndWaiting(now), cause, stream, name=f"overdue:{talk.answers}")

    def ending(self, attempt: Attempt) -> Ending | None:
        """Return what came of `attempt`, None while an answer is wanted."""
        stream = self.store.read(stream_of(attempt.order_id, attempt.task_type))
        return _ending(CONVERSATION.replay(stream.events), attempt.number)

    def record(
        self, command: Command, cause: Cause, stream: Stream[Event], *, name: str = ""
    ) -> Told:
        """Run `command` on what is known of its conversation; `name` names it, else its cause."""
        order_id, _ = subject_of(stream.stream_id)
        provenance = cause.provenance(order_id, self.clock(), name)
        told = handle(
            command,
            provenance,
            stream=stream,
            decider=CONVERSATION,
            store=self.store,
            due=lambda events: due_next(events, provenance.at),
        )
        # What was answered before has been followed; a repeat may be there to make up for a fault.
        was_open = CONVERSATION.replay(stream.events).is_asking
        if told.state.attempt and (was_open or told.repeated or not told.events):
            attempt = attempt_of(order_id, told.state)
            self.executions.follow(attempt, _ending(told.state, attempt.number))
        return told

    def _read(self, order_id: str) -> Stream[Event]:
        return self.store.read(stream_of(order_id, Task.SHIPPING))

    def _hear(
        self,
        order_id: str,
        command: ConfirmShipment | ConfirmDelivery | AcceptByCallback | FailByCallback,
    ) -> Told:
        stream = self._read(order_id)
        if not stream.commits:
            raise ConversationUnknown
        attempt = CONVERSATION.replay(stream.events).attempt
        return self.record(command, said_by(command.partner, command, attempt, stream), stream)

    def _carrier(self, partner_id: str) -> Partner | None:
        """Return a partner that can be asked to ship."""
        partner = self.partners.get(partner_id)
        can_ship = partner and partner.kind == CARRIER and partner.way is not Way.NONE
        return partner if can_ship else None


def agenda_of(partner_id: str) -> str:
    """Name the list in which a partner's calls wait."""
    return f"calls:{partner_id}"


def attempt_of(order_id: str, talk: Conversation) -> Attempt:
    """Return the attempt that a conversation is at."""
    return Attempt(order_id, Task.SHIPPING, talk.attempt, talk.callback_id)


def due_next(events: Sequence[Event], at: datetime) -> Due | None:
    """Return what `events` make due: a call on the signed way, or else an answer."""
    for event in events:
        if isinstance(event, ShipmentRequested | CancellationRequested) and event.way is Way.SIGNED:
            return Due(agenda_of(event.carrier), at)
    for event in events:
        if isinstance(event, ShipmentRequested | ShipmentTaken) and event.answer_by:
            return Due(OVERDUE, event.answer_by)
    return None


def _ending(talk: Conversation, attempt: int) -> Ending | None:
    if talk.attempt > attempt:
        return SUPERSEDED
    if talk.is_asking:
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
