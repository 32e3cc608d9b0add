"""The calls about a shipment: ask for it, and take it back."""

from dataclasses import asdict, dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, assert_never

from chalicelib.carrier_gateway.application.calls import Asked, Call, NoReply, Purpose, Reply
from chalicelib.carrier_gateway.application.conversations import ShippingDesk
from chalicelib.carrier_gateway.application.errands import Calling, asked_by, commit_at
from chalicelib.carrier_gateway.application.verdicts import (
    Refused,
    Taken,
    TryAgain,
    is_success,
    judge,
    object_in,
)
from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.shipping.commands import (
    Command,
    DoubtWithdrawal,
    RecordAcceptance,
    RecordCancellation,
)
from chalicelib.carrier_gateway.domain.shipping.events import (
    CancellationRequested,
    Event,
    Outcome,
    ShipmentRequested,
)
from chalicelib.carrier_gateway.domain.shipping.standing import Conversation
from eventing.stream import Stream

LONGEST_TEXT = 128
ACCEPTED = "ACCEPTED"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier will ship."""

    shipping_status: str = ACCEPTED
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The carrier will not ship any more."""


class Shipment(Calling[Command, Conversation, Event]):
    """Ask a carrier to ship."""

    @property
    def is_wanted(self) -> bool:
        """Whether the request is still to be sent."""
        talk = self.talk
        return talk.is_calling and talk.answers == self.call.asked.answers

    def meaning(
        self, reply: Reply | NoReply, now: datetime
    ) -> Accepted | Taken | Refused | TryAgain:
        """Return what the carrier's answer means for the request."""
        return judge(reply, now, shipment_answer)

    def record(
        self, meaning: Accepted | Taken | Refused | TryAgain, partner: Partner, now: datetime
    ) -> None:
        """Store what came of the request."""
        match meaning:
            case Accepted(status, tracking):
                accepted = RecordAcceptance(self.call.asked.answers, status, tracking)
                self.tell(accepted, partner)
            case _:
                self.settle(meaning, partner, now)

    def drop(self, *, tried: bool) -> None:
        """Take back what may have reached the carrier before it was withdrawn."""
        if tried:
            self.tell(DoubtWithdrawal(self.call.asked.answers))


@dataclass(frozen=True, slots=True)
class Cancellation(Calling[Command, Conversation, Event]):
    """Tell a carrier that the order was cancelled."""

    carrier: str

    @property
    def is_wanted(self) -> bool:
        """Whether the carrier is still to be told."""
        return self.talk.dealings[self.carrier].telling

    def meaning(self, reply: Reply | NoReply, now: datetime) -> Confirmed | Refused | TryAgain:
        """Return what the carrier's answer means for the cancellation; it needs no words."""
        return judge(reply, now, lambda answer: Confirmed() if is_success(answer) else None)

    def record(
        self, meaning: Confirmed | Refused | TryAgain, partner: Partner, _now: datetime
    ) -> None:
        """Store what came of the cancellation."""
        match meaning:
            case Confirmed():
                self._end(Outcome.CONFIRMED, None, partner)
            case Refused(message):
                self._end(Outcome.REFUSED, message, partner)
            case TryAgain(_, message):
                self._end(Outcome.UNREACHABLE, message)
            case _:
                assert_never(meaning)

    def drop(self, *, tried: bool) -> None:
        """Nothing: the carrier was told, or another way was found."""

    def _end(self, outcome: Outcome, message: str | None, partner: Partner | None = None) -> None:
        answers = self.call.asked.answers
        self.tell(RecordCancellation(self.carrier, answers, outcome, message), partner)


def shipping_errand(
    desk: ShippingDesk, stream: Stream[Event], version: int
) -> Shipment | Cancellation:
    """Return the errand that the commit at `version` makes due."""
    commit, then = commit_at(stream, version), stream.until(version)
    for index, event in enumerate(commit.events):
        if isinstance(event, ShipmentRequested | CancellationRequested):
            request = _newest_request(then, event.carrier)
            asked = asked_by(commit, index, event.answers, request.callback_id)
            if isinstance(event, ShipmentRequested):
                call = _request(asked, request, desk.state(then).dealings[event.carrier].round)
                return Shipment(desk, stream, call)
            call = _cancellation(asked, request)
            return Cancellation(desk, stream, call, event.carrier)
    raise LookupError(f"nothing is due at {stream.stream_id}#{version}")


def _request(asked: Asked, request: ShipmentRequested, round_: int) -> Call:
    return Call(Purpose.SHIP, asked, "/orders", asdict(request.consignment), round_)


def _cancellation(asked: Asked, request: ShipmentRequested) -> Call:
    """Return the call that takes a request back; it repeats no personal data."""
    details = {"external_id": request.consignment.external_id}
    return Call(Purpose.CANCEL, asked, f"/orders/{asked.order_id}/cancellation", details)


def shipment_answer(reply: Reply) -> Accepted | Taken | None:
    """Read the carrier's own words about a request.

    Raises:
        ValueError: they are not as they should be.
    """
    if reply.status == HTTPStatus.CONFLICT:
        return Accepted()  # the carrier has this order already
    if reply.status == HTTPStatus.ACCEPTED:
        return Taken()
    if not is_success(reply):
        return None
    if reply.body is not None and not reply.body.strip():
        return Accepted()
    answer = object_in(reply)
    status = _text(answer.get("shipping_status"))
    return Accepted(status or ACCEPTED, _text(answer.get("tracking_number")))


def _newest_request(stream: Stream[Event], carrier: str) -> ShipmentRequested:
    """Return what `carrier` was asked last."""
    for event in reversed(stream.events):
        if isinstance(event, ShipmentRequested) and event.carrier == carrier:
            return event
    raise LookupError(f"{carrier} was asked nothing at {stream.stream_id}#{stream.version}")


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON a partner sends
    """Return a short line of text, None for nothing.

    Raises:
        ValueError: it is something else.
    """
    if value is None:
        return None
    text = value.strip() if isinstance(value, str) else value
    if not isinstance(text, str) or len(text) > LONGEST_TEXT or (text and not text.isprintable()):
        raise ValueError("not a short line of text")
    return text or None
