"""The conversation about one order's shipment: its state, and what each command leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID, uuid5

from chalicelib.carrier_gateway.domain.commands import (
    CancelShipment,
    Command,
    ConfirmDelivery,
    ConfirmShipment,
    DoubtWithdrawal,
    RecordAcceptance,
    RecordCancellation,
    RecordFailure,
    RequestShipment,
)
from chalicelib.carrier_gateway.domain.events import (
    CancellationAnswered,
    CancellationRequested,
    Event,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ShipmentAccepted,
    ShipmentFailed,
    ShipmentRequested,
)
from chalicelib.carrier_gateway.domain.partner import Way
from eventing.decider import Decider, Refusal

CALLBACKS = UUID("6b3ed3a4-6c0b-4d0f-9a53-0c1f5a2f8e77")
NO_WAY_TO_CANCEL = "An API destination carries no cancellations; tell the carrier by other means."


class ConversationUnknown(Refusal):
    """There is no such order, or it was not given to this carrier."""

    def __init__(self) -> None:
        super().__init__("There is no such order.")


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where the conversation stands; `answers` is the current question, "" before the first.

    `way` is how the carrier was asked, None if it was not.
    `cancelled` is the event by which the order was cancelled, and `telling` is true while the
    carrier has yet to be told.
    """

    carrier: str = ""
    answers: str = ""
    way: Way | None = None
    accepted: bool = False
    failed: ShipmentFailed | None = None
    shipped: OrderShipped | None = None
    delivered: OrderDelivered | None = None
    cancelled: str = ""
    telling: bool = False
    outcome: Outcome | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the carrier is known to have the order."""
        return bool(self.accepted or self.shipped or self.delivered)

    @property
    def is_unanswered(self) -> bool:
        """Whether the carrier was asked and nothing came of it yet."""
        return self.way is not None and not self.is_taken and not self.failed

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
        return self.is_taken or self.way is Way.API_DESTINATION

    @property
    def has_call_due(self) -> bool:
        """Whether the gateway itself has to call the carrier."""
        return self.way is Way.SIGNED and (self.is_asking or self.telling)


def decide(talk: Conversation, command: Command) -> Sequence[Event]:
    """Return what `command` leads to; nothing new for what is known or no longer asked."""
    match command:
        case RequestShipment():
            return _request(talk, command)
        case CancelShipment():
            return _cancel(talk, command)
        case DoubtWithdrawal():
            return _tell_carrier(talk) if talk.is_withdrawn else []
        case ConfirmShipment() | ConfirmDelivery():
            return _confirm(talk, command)
        case _:
            return _record(talk, command)


def callback_id(answers: str) -> str:
    """Return the id of the callback for one question: derived, so the same at every retry."""
    return str(uuid5(CALLBACKS, answers))


def _request(talk: Conversation, asked: RequestShipment) -> Sequence[Event]:
    """Ask once for each question; anew only after a failure, never after a cancellation."""
    if talk.cancelled or asked.answers == talk.answers or (talk.answers and not talk.failed):
        return []
    if asked.way is None:
        message = f"No carrier is registered as {asked.carrier}."
        return [ShipmentFailed(asked.carrier, asked.answers, "unknown_carrier", message, False)]
    callback = callback_id(asked.answers)
    return [ShipmentRequested(asked.carrier, asked.way, callback, asked.answers, asked.consignment)]


def _cancel(talk: Conversation, asked: CancelShipment) -> Sequence[Event]:
    if talk.cancelled:
        return []
    if talk.may_be_with_carrier:
        return _tell_carrier(replace(talk, cancelled=asked.answers))
    carrier = talk.carrier or asked.carrier
    return [CancellationAnswered(carrier, asked.answers, Outcome.WITHDRAWN, None)]


def _tell_carrier(talk: Conversation) -> list[Event]:
    carrier, answers = talk.carrier, talk.cancelled
    if talk.way is Way.SIGNED:
        return [CancellationRequested(carrier, Way.SIGNED, answers)]
    return [
        CancellationRequested(carrier, Way.API_DESTINATION, answers),
        CancellationAnswered(carrier, answers, Outcome.UNREACHABLE, NO_WAY_TO_CANCEL),
    ]


def _confirm(talk: Conversation, said: ConfirmShipment | ConfirmDelivery) -> Sequence[Event]:
    """Take the carrier's word in every state: whether it fits is for the order to judge."""
    if talk.way is None or talk.carrier != said.partner:
        raise ConversationUnknown
    match said:
        case ConfirmShipment(_, at, tracking):
            fresh = OrderShipped(talk.carrier, talk.answers, at, tracking)
            return [] if talk.shipped else [fresh]
        case ConfirmDelivery(_, at):
            return [] if talk.delivered else [OrderDelivered(talk.carrier, talk.answers, at)]
        case _:
            assert_never(said)


def _record(
    talk: Conversation, told: RecordAcceptance | RecordFailure | RecordCancellation
) -> Sequence[Event]:
    match told:
        case RecordAcceptance():
            return _accept(talk, told) if told.answers == talk.answers else []
        case RecordFailure(answers, code, message, retryable):
            current = talk.is_asking and answers == talk.answers
            failure = ShipmentFailed(talk.carrier, answers, code, message, retryable)
            return [failure] if current else []
        case RecordCancellation(answers, outcome, message):
            current = talk.telling and answers == talk.cancelled
            return (
                [CancellationAnswered(talk.carrier, answers, outcome, message)] if current else []
            )
        case _:
            assert_never(told)


def _accept(talk: Conversation, told: RecordAcceptance) -> Sequence[Event]:
    if talk.accepted or talk.way is None:
        return []
    accepted = ShipmentAccepted(
        talk.carrier, told.answers, told.shipping_status, told.tracking_number
    )
    # The call was on its way when the request was withdrawn.
    also = _tell_carrier(talk) if talk.is_withdrawn else []
    return [accepted, *also]


def evolve(talk: Conversation, event: Event) -> Conversation:
    """Return the conversation after `event`."""
    match event:
        case ShipmentRequested(carrier, way, _, answers):
            return Conversation(carrier=carrier, answers=answers, way=way)
        case ShipmentAccepted():
            return replace(talk, accepted=True, failed=None)
        case OrderShipped():
            return replace(talk, shipped=event, failed=None)
        case OrderDelivered():
            return replace(talk, delivered=event, failed=None)
        case ShipmentFailed():
            return replace(talk, carrier=event.carrier, answers=event.answers, failed=event)
        case CancellationRequested(_, _, answers):
            return replace(talk, cancelled=answers, telling=True, outcome=None)
        case CancellationAnswered(_, answers, outcome):
            return replace(talk, cancelled=answers, telling=False, outcome=outcome)
        case _:
            assert_never(event)


CONVERSATION: Decider[Command, Conversation, Event] = Decider(Conversation(), decide, evolve)
