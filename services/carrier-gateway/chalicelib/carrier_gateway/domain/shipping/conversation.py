"""The conversation about one order's shipment: what each command leads to."""

from collections.abc import Sequence
from typing import assert_never

from chalicelib.carrier_gateway.domain.answering import (
    NO_ANSWER,
    NOT_WANTED,
    OTHER_RECORDED,
    TOO_LATE,
    AnswerRefused,
    ConversationUnknown,
    callback_id,
    check_attempt,
)
from chalicelib.carrier_gateway.domain.commands import (
    EndWaiting,
    FailByCallback,
    RecordFailure,
    RecordTaken,
)
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.scan import RecordScan
from chalicelib.carrier_gateway.domain.shipping.commands import (
    AcceptByCallback,
    CancelShipment,
    Command,
    ConfirmDelivery,
    ConfirmShipment,
    DoubtWithdrawal,
    RecordAcceptance,
    RecordCancellation,
    RequestShipment,
    TellFormerCarrier,
)
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
from chalicelib.carrier_gateway.domain.shipping.standing import Conversation, evolve
from chalicelib.carrier_gateway.domain.shipping.tracking import follow
from eventing.decider import Decider

NO_WAY_TO_CANCEL = "An API destination carries no cancellations; tell the carrier by other means."


def decide(talk: Conversation, command: Command) -> Sequence[Event]:
    """Return what `command` leads to; nothing new for what is known or no longer asked."""
    match command:
        case RequestShipment():
            return _request(talk, command)
        case CancelShipment():
            return _cancel(talk, command)
        case DoubtWithdrawal(answers):
            return _told_after_all(talk) if answers == talk.answers else []
        case TellFormerCarrier(carrier):
            return _tell(talk, carrier, talk.cancelled) if carrier in talk.untold else []
        case ConfirmShipment() | ConfirmDelivery() | RecordScan():
            return _confirm(talk, command)
        case AcceptByCallback() | FailByCallback():
            return _answer(talk, command)
        case _:
            return _record(talk, command)


def _request(talk: Conversation, asked: RequestShipment) -> Sequence[Event]:
    """Ask once for each question; anew only after a failure, never after a cancellation."""
    if talk.cancelled or asked.answers == talk.answers or (talk.answers and not talk.failed):
        return []
    if asked.way is None:
        message = f"No carrier is registered as {asked.carrier}."
        return [ShipmentFailed(asked.carrier, asked.answers, "unknown_carrier", message, False)]
    return [
        ShipmentRequested(
            asked.carrier,
            asked.way,
            callback_id(asked.answers),
            asked.answers,
            asked.consignment,
            asked.answer_by,
        )
    ]


def _cancel(talk: Conversation, asked: CancelShipment) -> Sequence[Event]:
    """Tell the carrier of the current question, if it may have the order; others are told apart."""
    if talk.cancelled:
        return []
    if talk.dealing and talk.dealing.may_have_it:
        return _tell(talk, talk.carrier, asked.answers)
    carrier = talk.carrier or asked.carrier
    return [CancellationAnswered(carrier, asked.answers, Outcome.WITHDRAWN, None)]


def _tell(talk: Conversation, carrier: str, cancelled: str) -> list[Event]:
    """Tell a carrier that was asked, if it can be told."""
    way = talk.dealings[carrier].way
    requested = CancellationRequested(carrier, way, cancelled)
    if way is Way.SIGNED:
        return [requested]
    answered = CancellationAnswered(carrier, cancelled, Outcome.UNREACHABLE, NO_WAY_TO_CANCEL)
    return [requested, answered]


def _confirm(
    talk: Conversation, said: ConfirmShipment | ConfirmDelivery | RecordScan
) -> Sequence[Event]:
    """Take the word of any carrier ever asked: whether it fits is for the order to judge."""
    dealing = talk.dealings.get(said.partner)
    if dealing is None:
        raise ConversationUnknown
    match said:
        case ConfirmShipment(carrier, at, tracking):
            fresh = OrderShipped(carrier, dealing.answers, at, tracking)
            return [] if dealing.shipped else [fresh]
        case ConfirmDelivery(carrier, at):
            return [] if dealing.delivered else [OrderDelivered(carrier, dealing.answers, at)]
        case RecordScan():
            return follow(dealing, said)
        case _:
            assert_never(said)


def _answer(talk: Conversation, said: AcceptByCallback | FailByCallback) -> Sequence[Event]:
    """Take the first answer to what is asked now; the same one again changes nothing."""
    if talk.way is None or talk.carrier != said.partner:
        raise ConversationUnknown
    check_attempt(said.callback_id, current=talk.callback_id, attempt=talk.attempt)
    match said:
        case AcceptByCallback(_, _, status, tracking):
            return _accept_later(talk, RecordAcceptance(talk.answers, status, tracking))
        case FailByCallback(_, _, code, message):
            failure = ShipmentFailed(talk.carrier, talk.answers, code, message, retryable=False)
            return _fail_later(talk, failure)
        case _:
            assert_never(said)


def _accept_later(talk: Conversation, told: RecordAcceptance) -> Sequence[Event]:
    if talk.failed:
        raise AnswerRefused(TOO_LATE if talk.failed.retryable else OTHER_RECORDED)
    said = (told.shipping_status, told.tracking_number)
    known = talk.accepted and (talk.accepted.shipping_status, talk.accepted.tracking_number)
    if known and known != said:
        raise AnswerRefused(OTHER_RECORDED)
    return _accept(talk, told)


def _fail_later(talk: Conversation, failure: ShipmentFailed) -> Sequence[Event]:
    if talk.failed == failure:
        return []
    if talk.failed:
        raise AnswerRefused(TOO_LATE if talk.failed.retryable else OTHER_RECORDED)
    if not talk.is_open:
        raise AnswerRefused(OTHER_RECORDED if talk.is_agreed else NOT_WANTED)
    return [failure]


def _record(
    talk: Conversation,
    told: RecordTaken | RecordAcceptance | RecordFailure | EndWaiting | RecordCancellation,
) -> Sequence[Event]:
    match told:
        case RecordTaken(answers):
            return _take(talk, told) if answers == talk.answers else []
        case EndWaiting(now):
            return [_no_answer(talk)] if talk.is_overdue(now) else []
        case RecordAcceptance():
            return _accept(talk, told) if told.answers == talk.answers else []
        case RecordFailure(answers, code, message, retryable):
            current = talk.is_open and answers == talk.answers
            failure = ShipmentFailed(talk.carrier, answers, code, message, retryable)
            return [failure] if current else []
        case RecordCancellation(carrier, answers, outcome, message):
            dealing = talk.dealings.get(carrier)
            if not (dealing and dealing.telling and answers == talk.cancelled):
                return []
            return [CancellationAnswered(carrier, answers, outcome, message)]
        case _:
            assert_never(told)


def _take(talk: Conversation, told: RecordTaken) -> Sequence[Event]:
    if not talk.is_unanswered or talk.answer_by:
        return []
    taken = ShipmentTaken(talk.carrier, told.answers, told.answer_by)
    return [taken, *_told_after_all(talk)]


def _no_answer(talk: Conversation) -> ShipmentFailed:
    message = "The carrier took the request and did not answer in time."
    return ShipmentFailed(talk.carrier, talk.answers, NO_ANSWER, message, retryable=True)


def _accept(talk: Conversation, told: RecordAcceptance) -> Sequence[Event]:
    if talk.accepted or talk.way is None:
        return []
    accepted = ShipmentAccepted(
        talk.carrier, told.answers, told.shipping_status, told.tracking_number
    )
    return [accepted, *_told_after_all(talk)]


def _told_after_all(talk: Conversation) -> list[Event]:
    """Tell the carrier of the cancellation if its call was on its way when it was withdrawn."""
    return _tell(talk, talk.carrier, talk.cancelled) if talk.is_withdrawn else []


CONVERSATION: Decider[Command, Conversation, Event] = Decider(Conversation(), decide, evolve)
