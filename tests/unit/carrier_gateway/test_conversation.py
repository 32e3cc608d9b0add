"""What a conversation with a carrier decides: every command in every state."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.carrier_gateway.domain.answering import (
    FORMER_ATTEMPT,
    NAME_THE_ATTEMPT,
    NOT_WANTED,
    OTHER_RECORDED,
    TOO_LATE,
    AnswerRefused,
    ConversationUnknown,
    callback_id,
)
from chalicelib.carrier_gateway.domain.commands import (
    EndWaiting,
    FailByCallback,
    RecordFailure,
    RecordTaken,
)
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.shipping.commands import (
    AcceptByCallback,
    CancelShipment,
    ConfirmDelivery,
    ConfirmShipment,
    DoubtWithdrawal,
    RecordAcceptance,
    RecordCancellation,
    RequestShipment,
)
from chalicelib.carrier_gateway.domain.shipping.conversation import (
    CONVERSATION,
    NO_WAY_TO_CANCEL,
)
from chalicelib.carrier_gateway.domain.shipping.events import (
    CancellationAnswered,
    CancellationRequested,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ShipmentAccepted,
    ShipmentFailed,
    ShipmentRequested,
    ShipmentTaken,
)
from tests.support.conversations import CANCELLED, CONSIGNMENT, NOON, ORDER_ID, READY
from tests.support.spec import Spec

talk = Spec(CONVERSATION)
AGAIN = f"{ORDER_ID}#7"
LATER = NOON + timedelta(hours=1)
BY = NOON + timedelta(days=1)

# What is said.
REQUEST = RequestShipment("acme", Way.SIGNED, READY, CONSIGNMENT)
REQUEST_AGAIN = replace(REQUEST, answers=AGAIN)
CANCEL = CancelShipment("acme", CANCELLED)
ACCEPT = RecordAcceptance(READY, "label printed", "1Z-9")
FAIL = RecordFailure(READY, "refused", "The carrier answered 422.", retryable=False)
CONFIRM_CANCELLED = RecordCancellation("acme", CANCELLED, Outcome.CONFIRMED, None)
DOUBT = DoubtWithdrawal(READY)
SHIP = ConfirmShipment("acme", NOON, "1Z-9")
DELIVER = ConfirmDelivery("acme", LATER)
TAKE = RecordTaken(READY, BY)
END = EndWaiting(BY)
CALL_BACK = AcceptByCallback("acme", None, "label printed", "1Z-9")
CALL_OFF = FailByCallback("acme", None, "refused", "The carrier answered 422.")

# What happened.
REQUESTED = ShipmentRequested("acme", Way.SIGNED, callback_id(READY), READY, CONSIGNMENT)
REQUESTED_AGAIN = replace(REQUESTED, answers=AGAIN, callback_id=callback_id(AGAIN))
HANDED_OVER = replace(REQUESTED, way=Way.API_DESTINATION, answer_by=BY)
TAKEN = ShipmentTaken("acme", READY, BY)
ACCEPTED = ShipmentAccepted("acme", READY, "label printed", "1Z-9")
REFUSED = ShipmentFailed("acme", READY, "refused", "The carrier answered 422.", False)
UNREACHABLE = ShipmentFailed("acme", READY, "unreachable", "No answer.", True)
NO_ANSWER = ShipmentFailed(
    "acme", READY, "no_answer", "The carrier took the request and did not answer in time.", True
)
UNKNOWN = ShipmentFailed(
    "acme", READY, "unknown_carrier", "No carrier is registered as acme.", False
)
SHIPPED = OrderShipped("acme", READY, NOON, "1Z-9")
DELIVERED = OrderDelivered("acme", READY, LATER)
WITHDRAWN = CancellationAnswered("acme", CANCELLED, Outcome.WITHDRAWN, None)
TELLING = CancellationRequested("acme", Way.SIGNED, CANCELLED)
TOLD = CancellationAnswered("acme", CANCELLED, Outcome.CONFIRMED, None)
UNTELLABLE = (
    replace(TELLING, way=Way.API_DESTINATION),
    CancellationAnswered("acme", CANCELLED, Outcome.UNREACHABLE, NO_WAY_TO_CANCEL),
)


# Another carrier is asked, after the first did not answer.
THIRD = f"{ORDER_ID}#9"
OTHER_ASKED = replace(REQUESTED_AGAIN, carrier="hermes")
OTHER_REFUSED = replace(REFUSED, carrier="hermes", answers=AGAIN)
OTHER_UNKNOWN = replace(UNKNOWN, carrier="acmee", answers=AGAIN)

STATES = {
    "new": (),
    "cancelled first": (WITHDRAWN,),
    "unknown carrier": (UNKNOWN,),
    "requested": (REQUESTED,),
    "handed over": (HANDED_OVER,),
    "taken": (REQUESTED, TAKEN),
    "accepted": (REQUESTED, ACCEPTED),
    "refused": (REQUESTED, REFUSED),
    "unreachable": (REQUESTED, UNREACHABLE),
    "unanswered": (REQUESTED, TAKEN, NO_ANSWER),
    "shipped": (REQUESTED, SHIPPED),
    "delivered": (REQUESTED, DELIVERED),
    "withdrawn": (REQUESTED, WITHDRAWN),
    "telling": (REQUESTED, ACCEPTED, TELLING),
    "told": (REQUESTED, ACCEPTED, TELLING, TOLD),
    "taken back": (REQUESTED, TAKEN, TELLING),
}
NO, ___ = ConversationUnknown, ()
AGAIN_ASKED, LATE = REQUESTED_AGAIN, (ACCEPTED, TELLING)
# fmt: off
MATRIX = {
    # in this state, when these come: request, another request, cancel, accept, fail,
    # cancellation answered, doubt, shipped, delivered; then these follow:
    "new":             (REQUESTED, AGAIN_ASKED, WITHDRAWN, ___, ___, ___, ___, NO, NO),
    "cancelled first": (___, ___, ___, ___, ___, ___, ___, NO, NO),
    "unknown carrier": (___, AGAIN_ASKED, WITHDRAWN, ___, ___, ___, ___, NO, NO),
    "requested":       (___, ___, WITHDRAWN, ACCEPTED, REFUSED, ___, ___, SHIPPED, DELIVERED),
    "handed over":     (___, ___, UNTELLABLE, ACCEPTED, REFUSED, ___, ___, SHIPPED, DELIVERED),
    "taken":           (___, ___, TELLING, ACCEPTED, REFUSED, ___, ___, SHIPPED, DELIVERED),
    "accepted":        (___, ___, TELLING, ___, ___, ___, ___, SHIPPED, DELIVERED),
    "refused":         (___, AGAIN_ASKED, WITHDRAWN, ACCEPTED, ___, ___, ___, SHIPPED, DELIVERED),
    "unreachable":     (___, AGAIN_ASKED, TELLING, ACCEPTED, ___, ___, ___, SHIPPED, DELIVERED),
    "unanswered":      (___, AGAIN_ASKED, TELLING, ACCEPTED, ___, ___, ___, SHIPPED, DELIVERED),
    "shipped":         (___, ___, TELLING, ACCEPTED, ___, ___, ___, ___, DELIVERED),
    "delivered":       (___, ___, TELLING, ACCEPTED, ___, ___, ___, SHIPPED, ___),
    "withdrawn":       (___, ___, ___, LATE, ___, ___, TELLING, SHIPPED, DELIVERED),
    "telling":         (___, ___, ___, ___, ___, TOLD, ___, SHIPPED, DELIVERED),
    "told":            (___, ___, ___, ___, ___, ___, ___, SHIPPED, DELIVERED),
    "taken back":      (___, ___, ___, ACCEPTED, ___, TOLD, ___, SHIPPED, DELIVERED),
}
LATER_ANSWERS = {
    # in this state, when these come: taken, the end of waiting, acceptance by callback, refusal
    # by callback; then these follow, or this is what the partner is told:
    "new":             (___, ___, NO, NO),
    "cancelled first": (___, ___, NO, NO),
    "unknown carrier": (___, ___, NO, NO),
    "requested":       (TAKEN, ___, ACCEPTED, REFUSED),
    "handed over":     (___, NO_ANSWER, ACCEPTED, REFUSED),
    "taken":           (___, NO_ANSWER, ACCEPTED, REFUSED),
    "accepted":        (___, ___, ___, OTHER_RECORDED),
    "refused":         (___, ___, OTHER_RECORDED, ___),
    "unreachable":     (___, ___, TOO_LATE, TOO_LATE),
    "unanswered":      (___, ___, TOO_LATE, TOO_LATE),
    "shipped":         (___, ___, ACCEPTED, OTHER_RECORDED),
    "delivered":       (___, ___, ACCEPTED, OTHER_RECORDED),
    "withdrawn":       ((TAKEN, TELLING), ___, LATE, NOT_WANTED),
    "telling":         (___, ___, ___, OTHER_RECORDED),
    "told":            (___, ___, ___, OTHER_RECORDED),
    "taken back":      (___, ___, ACCEPTED, NOT_WANTED),
}
# fmt: on
COMMANDS = (
    REQUEST,
    REQUEST_AGAIN,
    CANCEL,
    ACCEPT,
    FAIL,
    CONFIRM_CANCELLED,
    DOUBT,
    SHIP,
    DELIVER,
)
LATER_COMMANDS = (TAKE, END, CALL_BACK, CALL_OFF)
CASES = [
    pytest.param(state, command, then, id=f"{type(command).__name__} when {state}")
    for matrix, commands in ((MATRIX, COMMANDS), (LATER_ANSWERS, LATER_COMMANDS))
    for state, row in matrix.items()
    for command, then in zip(commands, row, strict=True)
]


@pytest.mark.parametrize(("state", "command", "then"), CASES)
def test_what_follows(state, command, then):
    told = talk.given(*STATES[state]).when(command)
    if then is NO:
        told.then_refused(NO)
    elif isinstance(then, str):
        assert str(told.then_refused(AnswerRefused)) == then
    else:
        told.then(*(then if isinstance(then, tuple) else [then]))


def test_a_carrier_that_nobody_knows_is_a_failed_shipment():
    talk.when(replace(REQUEST, way=None)).then(UNKNOWN)


def test_an_order_that_was_cancelled_is_not_asked_for_even_if_the_carrier_is_unknown():
    talk.given(WITHDRAWN).when(replace(REQUEST, way=None)).then_nothing()


@pytest.mark.parametrize("command", [ACCEPT, FAIL, TAKE])
def test_an_answer_to_a_former_question_has_no_effect(command):
    talk.given(REQUESTED, UNREACHABLE, REQUESTED_AGAIN).when(command).then_nothing()


def test_what_failed_is_asked_for_anew_with_a_callback_of_its_own():
    state = talk.given(REQUESTED, REFUSED).when(REQUEST_AGAIN).then(REQUESTED_AGAIN)
    assert state.is_open
    assert REQUESTED_AGAIN.callback_id != REQUESTED.callback_id


def test_an_answer_about_another_cancellation_has_no_effect():
    other = replace(CONFIRM_CANCELLED, answers=AGAIN)
    talk.given(REQUESTED, ACCEPTED, TELLING).when(other).then_nothing()


@pytest.mark.parametrize("state", ["requested", "accepted", "shipped", "delivered", "told"])
@pytest.mark.parametrize("command", [SHIP, DELIVER])
def test_a_carrier_that_was_not_given_the_order_knows_nothing_of_it(state, command):
    foreign = replace(command, partner="globex")
    talk.given(*STATES[state]).when(foreign).then_refused(ConversationUnknown)


def test_the_first_word_about_a_shipment_stands():
    talk.given(REQUESTED, SHIPPED).when(ConfirmShipment("acme", LATER, "other")).then_nothing()


def test_a_parcel_that_left_after_a_failure_is_a_shipment_and_no_failure_any_more():
    state = talk.given(REQUESTED, UNREACHABLE).when(SHIP).then(SHIPPED)
    assert state.failed is None
    talk.given(REQUESTED, UNREACHABLE, SHIPPED).when(REQUEST_AGAIN).then_nothing()


@pytest.mark.parametrize(
    ("state", "callees"),
    [
        ("new", ()),
        ("requested", ("acme",)),
        ("handed over", ()),
        ("accepted", ()),
        ("taken", ()),
        ("refused", ()),
        ("shipped", ()),
        ("withdrawn", ()),
        ("telling", ("acme",)),
        ("told", ()),
    ],
)
def test_who_is_called_while_something_is_to_be_said_on_the_signed_way(state, callees):
    assert CONVERSATION.replay(STATES[state]).to_call == callees


@pytest.mark.parametrize("command", [CALL_BACK, CALL_OFF])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, NAME_THE_ATTEMPT),
        (callback_id(READY), FORMER_ATTEMPT),
        ("another", FORMER_ATTEMPT),
    ],
)
def test_a_second_attempt_is_answered_under_its_own_callback_only(command, given, words):
    again = talk.given(REQUESTED, TAKEN, NO_ANSWER, REQUESTED_AGAIN)
    refusal = again.when(replace(command, callback_id=given)).then_refused(AnswerRefused)
    assert str(refusal) == words
    current = replace(command, callback_id=callback_id(AGAIN))
    then = replace(ACCEPTED if command is CALL_BACK else REFUSED, answers=AGAIN)
    talk.given(REQUESTED, TAKEN, NO_ANSWER, REQUESTED_AGAIN).when(current).then(then)


@pytest.mark.parametrize("given", [None, callback_id(READY)])
def test_a_first_attempt_is_answered_with_its_callback_or_without(given):
    talk.given(REQUESTED).when(replace(CALL_BACK, callback_id=given)).then(ACCEPTED)


@pytest.mark.parametrize("state", ["taken", "accepted", "refused", "unanswered"])
@pytest.mark.parametrize("command", [CALL_BACK, CALL_OFF])
def test_nobody_answers_for_another_carrier(state, command):
    foreign = replace(command, partner="globex", callback_id="another")
    talk.given(*STATES[state]).when(foreign).then_refused(ConversationUnknown)


@pytest.mark.parametrize(
    "other", [{"tracking_number": None}, {"tracking_number": "1Z-8"}, {"shipping_status": "x"}]
)
def test_another_acceptance_than_the_recorded_one_is_refused(other):
    again = talk.given(REQUESTED, ACCEPTED).when(replace(CALL_BACK, **other))
    assert str(again.then_refused(AnswerRefused)) == OTHER_RECORDED


def test_nobody_is_late_before_the_time_is_over():
    early = EndWaiting(BY - timedelta(seconds=1))
    talk.given(REQUESTED, TAKEN).when(early).then_nothing()


@pytest.mark.parametrize(
    ("failures", "round_", "since"),
    [
        ((), 1, READY),
        ((UNREACHABLE,), 1, READY),
        ((TAKEN, NO_ANSWER), 1, READY),
        ((REFUSED,), 2, THIRD),
        ((UNREACHABLE, replace(UNKNOWN, answers=f"{ORDER_ID}#5")), 1, READY),
        ((REFUSED, REQUESTED_AGAIN, replace(REFUSED, answers=AGAIN)), 3, THIRD),
        ((REFUSED, REQUESTED_AGAIN, replace(UNREACHABLE, answers=AGAIN)), 2, AGAIN),
        ((NO_ANSWER, OTHER_ASKED, OTHER_REFUSED), 1, READY),
    ],
)
def test_a_round_ends_with_a_refusal_of_what_was_asked_and_never_in_doubt(failures, round_, since):
    state = CONVERSATION.replay((REQUESTED, *failures, replace(REQUESTED, answers=THIRD)))
    assert (state.dealing.round, state.dealing.since) == (round_, since)
    others = {REQUESTED_AGAIN, OTHER_ASKED} & set(failures)
    assert state.attempt == 2 + len(others)
