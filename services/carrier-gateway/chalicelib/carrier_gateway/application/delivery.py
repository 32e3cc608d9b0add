"""Make one due call, store what came of it, and only then take it off the agenda."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from chalicelib.carrier_gateway.application.calls import (
    Call,
    Carriers,
    Purpose,
    call_at,
    is_wanted,
)
from chalicelib.carrier_gateway.application.conversations import SYSTEM, Cause, Conversations
from chalicelib.carrier_gateway.application.pace import Pace, Time
from chalicelib.carrier_gateway.application.retries import backoff_s
from chalicelib.carrier_gateway.application.verdicts import Refused, Taken, TryAgain, judge
from chalicelib.carrier_gateway.domain.commands import (
    Command,
    DoubtWithdrawal,
    RecordAcceptance,
    RecordCancellation,
    RecordFailure,
)
from chalicelib.carrier_gateway.domain.conversation import CONVERSATION
from chalicelib.carrier_gateway.domain.events import Event, Outcome
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.store import Agenda, Appointment, EventStore
from eventing.stream import Stream


class Store(EventStore[Event], Agenda, Protocol):
    """The streams of the conversations, and when their calls are due."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Delivers calls; `chance` gives numbers from 0 to 1 that spread the retries."""

    store: Store
    conversations: Conversations
    carriers: Carriers
    time: Time
    chance: Callable[[], float]

    def deliver(
        self, appointment: Appointment, partner: Partner, pace: Pace, until: datetime
    ) -> None:
        """Make the call of `appointment` if it is still wanted and its turn is before `until`.

        A crash anywhere in here leaves the appointment, so the call is made again, with the same
        idempotency key.
        """
        stream = self.store.read(appointment.stream_id)
        call = call_at(stream, appointment.version)
        if not is_wanted(call, CONVERSATION.replay(stream.events)):
            self._drop(call, stream, appointment)
        elif pace.turn(until):
            self._attempt(call, partner, stream, appointment)

    def _attempt(
        self, call: Call, partner: Partner, stream: Stream[Event], appointment: Appointment
    ) -> None:
        reply = self.carriers.send(call, partner)
        now = self.time.now()
        verdict, age = judge(call.purpose, reply, now), now - call.asked_at
        if isinstance(verdict, TryAgain) and age < timedelta(seconds=partner.deadline_s):
            wait_s = verdict.wait_s or backoff_s(age, self.chance())
            self.store.postpone(appointment, now + timedelta(seconds=wait_s))
            return
        said_by_partner = not isinstance(verdict, TryAgain)
        actor = f"partner:{partner.id}" if said_by_partner else SYSTEM
        self._record(call, _conclusion(call, verdict), stream, actor)
        self.store.settle(appointment)

    def _drop(self, call: Call, stream: Stream[Event], appointment: Appointment) -> None:
        """Give up a call that is no longer wanted.

        One that was tried before its request was withdrawn may have reached the carrier.
        """
        if call.purpose is Purpose.SHIP and appointment.due.at > call.asked_at:
            self._record(call, DoubtWithdrawal(), stream, SYSTEM)
        self.store.settle(appointment)

    def _record(self, call: Call, command: Command, stream: Stream[Event], actor: str) -> None:
        cause = Cause(call.cause, call.tenant_id, actor)
        name = f"{type(command).__name__}:{call.cause}"
        self.conversations.record(command, cause, stream, name=name)


def _conclusion(call: Call, verdict: Taken | Refused | TryAgain) -> Command:
    """Return what the conversation is told at the end of a call."""
    if call.purpose is Purpose.CANCEL:
        return _cancellation(call, verdict)
    match verdict:
        case Taken(status, tracking):
            return RecordAcceptance(call.answers, status, tracking)
        case Refused(message):
            return RecordFailure(call.answers, "refused", message, retryable=False)
        case TryAgain(code, message):
            return RecordFailure(call.answers, code, message, retryable=True)
        case _:
            assert_never(verdict)


def _cancellation(call: Call, verdict: Taken | Refused | TryAgain) -> Command:
    match verdict:
        case Taken():
            return RecordCancellation(call.answers, Outcome.CONFIRMED, None)
        case Refused(message):
            return RecordCancellation(call.answers, Outcome.REFUSED, message)
        case TryAgain(_, message):
            return RecordCancellation(call.answers, Outcome.UNREACHABLE, message)
        case _:
            assert_never(verdict)
