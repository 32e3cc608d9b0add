"""Where the conversation about one order's shipment stands, and what each event changes in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.carrier_gateway.domain.answering import callback_id
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.shipping import dealing
from chalicelib.carrier_gateway.domain.shipping.dealing import Dealing
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

    `carrier` is who should ship, `dealings` what stands with each carrier ever asked.
    `attempt` counts the requests to all of them.
    `answer_by` is when the answer counts as overdue, None while the request is still to be sent.
    `cancelled` is the event by which the order was cancelled.
    """

    carrier: str = ""
    answers: str = ""
    attempt: int = 0
    answer_by: datetime | None = None
    accepted: ShipmentAccepted | None = None
    failed: ShipmentFailed | None = None
    dealings: Mapping[str, Dealing] = field(default_factory=dict)
    cancelled: str = ""

    @property
    def dealing(self) -> Dealing | None:
        """What stands with the carrier of the current question; None if it was not asked."""
        known = self.dealings.get(self.carrier)
        return known if known and known.answers == self.answers else None

    @property
    def way(self) -> Way | None:
        """How the carrier was asked, None if it was not."""
        return self.dealing.way if self.dealing else None

    @property
    def callback_id(self) -> str:
        """What the carrier returns with an answer to the current question."""
        return callback_id(self.answers)

    @property
    def shipped(self) -> OrderShipped | None:
        """What the carrier of the current question said of the parcel's leaving."""
        return self.dealing.shipped if self.dealing else None

    @property
    def is_agreed(self) -> bool:
        """Whether the carrier said that it will ship, or did."""
        done = self.dealing and (self.dealing.shipped or self.dealing.delivered)
        return bool(self.accepted or done)

    @property
    def is_unanswered(self) -> bool:
        """Whether the carrier was asked and nothing came of it yet."""
        return self.dealing is not None and not self.is_agreed and not self.failed

    @property
    def is_open(self) -> bool:
        """Whether an answer is still wanted."""
        return self.is_unanswered and not self.cancelled

    @property
    def is_withdrawn(self) -> bool:
        """Whether the request was taken back before anything was known of it."""
        withdrawn = self.dealing and self.dealing.outcome is Outcome.WITHDRAWN
        return self.is_unanswered and bool(withdrawn)

    @property
    def is_calling(self) -> bool:
        """Whether the request has still to be sent by the gateway itself."""
        return self.way is Way.SIGNED and self.is_open and not self.answer_by

    @property
    def untold(self) -> tuple[str, ...]:
        """Who else may have the order and was not told of its cancellation."""
        holders = (name for name, known in self.dealings.items() if known.is_untold)
        return tuple(holders) if self.cancelled else ()

    @property
    def to_call(self) -> tuple[str, ...]:
        """Which carriers the gateway itself has to call."""
        asked = self.carrier if self.is_calling else None
        return tuple(
            name
            for name, each in self.dealings.items()
            if each.way is Way.SIGNED and (each.telling or name == asked)
        )

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the answer that is wanted should have come by `now`."""
        return self.is_open and self.answer_by is not None and self.answer_by <= now


def evolve(talk: Conversation, event: Event) -> Conversation:
    """Return the conversation after `event`."""
    if isinstance(event, ShipmentRequested):
        return _asked(talk, event)
    talk = _dealt(talk, event)
    match event:
        case ShipmentTaken(_, _, answer_by):
            return replace(talk, answer_by=answer_by)
        case ShipmentAccepted():
            return replace(talk, accepted=event, failed=None)
        case OrderShipped(answers=answers) | OrderDelivered(answers=answers):
            # What a former carrier did leaves the current question as it is.
            return replace(talk, failed=None) if answers == talk.answers else talk
        case ShipmentFailed():
            return replace(talk, carrier=event.carrier, answers=event.answers, failed=event)
        case CancellationRequested() | CancellationAnswered():
            return replace(talk, cancelled=event.answers)
        case _:
            return talk


def _asked(talk: Conversation, event: ShipmentRequested) -> Conversation:
    asked = dealing.asked(talk.dealings.get(event.carrier), event)
    return Conversation(
        carrier=event.carrier,
        answers=event.answers,
        attempt=talk.attempt + 1,
        answer_by=event.answer_by,
        dealings={**talk.dealings, event.carrier: asked},
    )


def _dealt(talk: Conversation, event: Event) -> Conversation:
    known = talk.dealings.get(event.carrier)
    if known is None:
        return talk
    dealings = {**talk.dealings, event.carrier: dealing.evolve(known, event)}
    return replace(talk, dealings=dealings)
