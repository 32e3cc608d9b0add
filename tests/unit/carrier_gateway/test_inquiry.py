"""What becomes of a question about an order: every command in every state."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.carrier_gateway.domain.answering import (
    NO_ANSWER,
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
from chalicelib.carrier_gateway.domain.inquiry.commands import (
    AnswerByCallback,
    Ask,
    RecordAnswer,
    Withdraw,
)
from chalicelib.carrier_gateway.domain.inquiry.events import (
    DocumentIssued,
    DocumentRejected,
    TaskFailed,
    TaskRequested,
    TaskWithdrawn,
)
from chalicelib.carrier_gateway.domain.inquiry.inquiry import INQUIRY
from tests.support.conversations import CANCELLED, NOON, ORDER_ID, READY
from tests.support.inquiries import (
    BY,
    COMPLETED,
    DOCUMENT,
    ENRICHMENT,
    QUESTION,
    REFUSED,
    REJECTED,
    REJECTION,
    REQUESTED,
    REVIEW,
    REVIEWED,
    TAKEN,
    UNREACHABLE,
    WITHDRAWN,
)
from tests.support.spec import Spec

inquiry = Spec(INQUIRY)
AGAIN = f"{ORDER_ID}#7"

# What is said.
ASK = Ask("crm", True, READY, QUESTION)
ASK_AGAIN = replace(ASK, answers=AGAIN)
TAKE = RecordTaken(READY, BY)
ANSWER = RecordAnswer(READY, ENRICHMENT)
FAIL = RecordFailure(READY, "refused", "The partner answered 400.", retryable=False)
CALL_BACK = AnswerByCallback("crm", callback_id(READY), ENRICHMENT)
CALL_OFF = FailByCallback("crm", callback_id(READY), "refused", "The partner answered 400.")
END_WAITING = EndWaiting(BY)
WITHDRAW = Withdraw(CANCELLED)

# What happened.
REQUESTED_AGAIN = replace(REQUESTED, answers=AGAIN, attempt=2, callback_id=callback_id(AGAIN))
IN_A_NEW_ROUND = replace(REQUESTED_AGAIN, round=2)
UNKNOWN = TaskFailed(
    "crm", READY, "unknown_partner", "No partner for this is registered as crm.", False
)
OVERDUE = TaskFailed(
    "crm", READY, NO_ANSWER, "The task was taken and not answered in time.", retryable=True
)

STATES = {
    "new": (),
    "unknown partner": (UNKNOWN,),
    "asked": (REQUESTED,),
    "taken": (REQUESTED, TAKEN),
    "answered": (REQUESTED, COMPLETED),
    "answered late": (REQUESTED, TAKEN, COMPLETED),
    "refused": (REQUESTED, REFUSED),
    "rejected": (REQUESTED, REJECTED),
    "unreachable": (REQUESTED, UNREACHABLE),
    "overdue": (REQUESTED, TAKEN, OVERDUE),
    "withdrawn": (REQUESTED, WITHDRAWN),
}
NO, ___ = ConversationUnknown, ()
OTHER, LATE, MOOT = OTHER_RECORDED, TOO_LATE, NOT_WANTED
FIRST, SAME_ROUND, NEW_ROUND = replace(REQUESTED_AGAIN, attempt=1), REQUESTED_AGAIN, IN_A_NEW_ROUND
# fmt: off
MATRIX = {
    # in this state, when these come: question, another question, taken, answer, failure,
    # callback, failing callback, end of waiting, withdrawal; then these follow:
    "new":             (REQUESTED, FIRST, ___, ___, ___, NO, NO, ___, ___),
    "unknown partner": (___, FIRST, ___, ___, ___, NO, NO, ___, ___),
    "asked":           (___, ___, TAKEN, COMPLETED, REFUSED, COMPLETED, REFUSED, ___, WITHDRAWN),
    "taken":           (___, ___, ___, COMPLETED, REFUSED, COMPLETED, REFUSED, OVERDUE, WITHDRAWN),
    "answered":        (___, ___, ___, ___, ___, ___, OTHER, ___, ___),
    "answered late":   (___, ___, ___, ___, ___, ___, OTHER, ___, ___),
    "refused":         (___, NEW_ROUND, ___, ___, ___, OTHER, ___, ___, ___),
    "rejected":        (___, NEW_ROUND, ___, ___, ___, OTHER, OTHER, ___, ___),
    "unreachable":     (___, SAME_ROUND, ___, ___, ___, LATE, LATE, ___, ___),
    "overdue":         (___, SAME_ROUND, ___, ___, ___, LATE, LATE, ___, ___),
    "withdrawn":       (___, ___, ___, ___, ___, MOOT, MOOT, ___, ___),
}
# fmt: on
COMMANDS = (ASK, ASK_AGAIN, TAKE, ANSWER, FAIL, CALL_BACK, CALL_OFF, END_WAITING, WITHDRAW)
CASES = [
    pytest.param(state, command, then, id=f"{number} {type(command).__name__} when {state}")
    for state, row in MATRIX.items()
    for number, (command, then) in enumerate(zip(COMMANDS, row, strict=True))
]


@pytest.mark.parametrize(("state", "command", "then"), CASES)
def test_what_follows(state, command, then):
    told = inquiry.given(*STATES[state]).when(command)
    if then is NO:
        told.then_refused(NO)
    elif isinstance(then, str):
        assert str(told.then_refused(AnswerRefused)) == then
    else:
        told.then(*(then if isinstance(then, tuple) else [then]))


def test_every_state_is_in_the_matrix():
    assert MATRIX.keys() == STATES.keys()


def test_a_partner_that_nobody_knows_is_a_failed_task():
    inquiry.when(replace(ASK, is_known=False)).then(UNKNOWN)


def test_each_kind_of_answer_is_an_event_of_its_own():
    asked = replace(REQUESTED, partner="paperless")
    issued = DocumentIssued("paperless", READY, DOCUMENT)
    rejected = DocumentRejected("paperless", READY, REJECTION.code, REJECTION.message)
    inquiry.given(asked).when(RecordAnswer(READY, DOCUMENT)).then(issued)
    inquiry.given(asked).when(RecordAnswer(READY, REJECTION)).then(rejected)
    inquiry.given(replace(REQUESTED, partner=None)).when(RecordAnswer(READY, REVIEW)).then(REVIEWED)


def test_another_answer_than_the_recorded_one_is_refused():
    other = replace(CALL_BACK, answer=replace(ENRICHMENT, currency="CHF"))
    told = inquiry.given(REQUESTED, COMPLETED).when(other)
    assert str(told.then_refused(AnswerRefused)) == OTHER_RECORDED


@pytest.mark.parametrize("command", [TAKE, ANSWER, FAIL])
def test_an_answer_to_a_former_question_has_no_effect(command):
    inquiry.given(REQUESTED, UNREACHABLE, REQUESTED_AGAIN).when(command).then_nothing()


@pytest.mark.parametrize("command", [CALL_BACK, CALL_OFF])
def test_a_callback_about_a_former_question_is_refused(command):
    asked_twice = inquiry.given(REQUESTED, UNREACHABLE, REQUESTED_AGAIN)
    asked_twice.when(command).then_refused(AnswerRefused)
    asked_twice.when(replace(command, callback_id=None)).then_refused(AnswerRefused)
    asked_twice.when(replace(command, callback_id=callback_id(AGAIN))).decided()


def test_a_first_question_may_be_answered_without_its_callback_id():
    inquiry.given(REQUESTED).when(replace(CALL_BACK, callback_id=None)).then(COMPLETED)


@pytest.mark.parametrize("state", ["asked", "taken", "answered", "refused", "withdrawn"])
@pytest.mark.parametrize("command", [CALL_BACK, CALL_OFF])
def test_a_partner_that_was_not_asked_knows_nothing_of_the_order(state, command):
    foreign = replace(command, partner="paperless")
    inquiry.given(*STATES[state]).when(foreign).then_refused(ConversationUnknown)


def test_what_a_person_is_asked_no_partner_can_answer():
    asked = replace(REQUESTED, partner=None)
    inquiry.given(asked).when(CALL_BACK).then_refused(ConversationUnknown)


def test_waiting_does_not_end_before_its_time():
    early = EndWaiting(BY - timedelta(milliseconds=1))
    inquiry.given(REQUESTED, TAKEN).when(early).then_nothing()


def test_a_person_has_a_time_to_decide_in_too():
    asked = TaskRequested(None, 1, 1, callback_id(READY), READY, QUESTION, answer_by=BY)
    inquiry.when(Ask(None, True, READY, QUESTION, answer_by=BY)).then(asked)
    overdue = replace(OVERDUE, partner=None)
    inquiry.given(asked).when(END_WAITING).then(overdue)
    inquiry.given(asked).when(WITHDRAW).then(TaskWithdrawn(None, CANCELLED))


def test_each_definite_no_begins_a_round():
    twice = inquiry.given(REQUESTED, REJECTED, IN_A_NEW_ROUND, replace(REFUSED, answers=AGAIN))
    third = f"{ORDER_ID}#9"
    (asked,) = twice.when(replace(ASK, answers=third)).decided()
    assert (asked.attempt, asked.round) == (3, 3)


def test_a_partner_that_nobody_knows_ends_no_round():
    unknown = replace(UNKNOWN, partner="lost", answers=AGAIN)
    (asked,) = (
        inquiry.given(REQUESTED, UNREACHABLE, unknown)
        .when(replace(ASK, answers=f"{ORDER_ID}#9"))
        .decided()
    )
    assert (asked.attempt, asked.round) == (2, 1)


@pytest.mark.parametrize(
    ("state", "due"),
    [(state, state == "asked") for state in STATES],
)
def test_a_call_is_due_while_the_partner_has_yet_to_be_asked(state, due):
    assert INQUIRY.replay(STATES[state]).has_call_due is due


def test_nobody_is_called_for_a_review():
    asked = replace(REQUESTED, partner=None, answer_by=NOON)
    assert not INQUIRY.replay([asked]).has_call_due
