"""Where the conversation about one order's shipment stands, and what each event changes in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from chalicelib.carrier_gateway.domain.answering import callback_id
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.scan import ParcelScanned, Scan
from chalicelib.carrier_gateway.domain.shipping.events import (
    CancellationAnswered,
    CancellationRequested,
    Event,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ShipmentAccepted,
    ShipmentFailed,
    ShipmentRequested,
    ShipmentTaken,
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where the conversation stands; `answers` is the current question, "" before the first.

    `way` is how the carrier was asked, None if it was not.
    `attempt` counts the requests, and `round` those among which the carrier may know one another:
    a definite refusal ends a round, an unknown outcome does not.
    `answer_by` is when the answer counts as overdue, None while the request is still to be sent.
    `cancelled` is the event by which the order was cancelled, and `telling` is true while the
    carrier has yet to be told.
    """

    carrier: str = ""
    answers: str = ""
    way: Way | None = None
    attempt: int = 0
    round: int = 1
    answer_by: datetime | None = None
    accepted: ShipmentAccepted | None = None
    failed: ShipmentFailed | None = None
    shipped: OrderShipped | None = None
    delivered: OrderDelivered | None = None
    scans: frozenset[Scan] = frozenset()
    cancelled: str = ""
    telling: bool = False
    outcome: Outcome | None = None

    @property
    def callback_id(self) -> str:
        """What the carrier returns with an answer to the current question."""
        return callback_id(self.answers)

    @property
    def is_agreed(self) -> bool:
        """Whether the carrier said that it will ship, or did."""
        return bool(self.accepted or self.shipped or self.delivered)

    @property
    def is_unanswered(self) -> bool:
        """Whether the carrier was asked and nothing came of it yet."""
        return self.way is not None and not self.is_agreed and not self.failed

    @property
    def is_asking(self) -> bool:
        """Whether an answer is still wanted."""
        return self.is_unanswered and not self.cancelled

    @property
    def is_withdrawn(self) -> bool:
        """Whether the request was taken back before anything was known of it."""
        return self.is_unanswered and self.outcome is Outcome.WITHDRAWN

    @property
    def may_be_with_carrier(self) -> bool:
        """Whether the carrier has the order, or may have it for all one knows."""
        if self.failed:
            return self.failed.retryable and self.way is not None
        return bool(self.is_agreed or self.answer_by) or self.way is Way.API_DESTINATION

    @property
    def is_calling(self) -> bool:
        """Whether the request has still to be sent by the gateway itself."""
        return self.way is Way.SIGNED and self.is_asking and not self.answer_by

    @property
    def has_call_due(self) -> bool:
        """Whether the gateway itself has to call the carrier."""
        return self.is_calling or (self.way is Way.SIGNED and self.telling)

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the answer that is wanted should have come by `now`."""
        return self.is_asking and self.answer_by is not None and self.answer_by <= now


def evolve(talk: Conversation, event: Event) -> Conversation:
    """Return the conversation after `event`."""
    match event:
        case ShipmentRequested():
            return _asked(talk, event)
        case ShipmentTaken(_, _, answer_by):
            return replace(talk, answer_by=answer_by)
        case ShipmentAccepted():
            return replace(talk, accepted=event, failed=None)
        case OrderShipped():
            return replace(talk, shipped=event, failed=None)
        case OrderDelivered():
            return replace(talk, delivered=event, failed=None)
        case ParcelScanned(_, _, scan):
            return replace(talk, scans=talk.scans | {scan})
        case ShipmentFailed():
            return _failed(talk, event)
        case _:
            return _cancelled(talk, event)


def _asked(talk: Conversation, event: ShipmentRequested) -> Conversation:
    return Conversation(
        carrier=event.carrier,
        answers=event.answers,
        way=event.way,
        attempt=talk.attempt + 1,
        round=talk.round,
        answer_by=event.answer_by,
    )


def _failed(talk: Conversation, event: ShipmentFailed) -> Conversation:
    """Only a refusal of what was asked tells that the carrier did nothing with it."""
    refused = not event.retryable and event.answers == talk.answers
    ended = talk.round + 1 if refused else talk.round
    return replace(talk, carrier=event.carrier, answers=event.answers, failed=event, round=ended)


def _cancelled(
    talk: Conversation, event: CancellationRequested | CancellationAnswered
) -> Conversation:
    match event:
        case CancellationRequested(_, _, answers):
            return replace(talk, cancelled=answers, telling=True, outcome=None)
        case CancellationAnswered(_, answers, outcome):
            return replace(talk, cancelled=answers, telling=False, outcome=outcome)
        case _:
            assert_never(event)
