"""One kind of question about one order: what each command leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
from chalicelib.carrier_gateway.domain.answers import (
    Answer,
    Document,
    Enrichment,
    Rejection,
    Review,
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
    Command,
    RecordAnswer,
    Withdraw,
)
from chalicelib.carrier_gateway.domain.inquiry.events import (
    Answered,
    DocumentIssued,
    DocumentRejected,
    End,
    EnrichmentCompleted,
    Event,
    ReviewCompleted,
    TaskFailed,
    TaskRequested,
    TaskTaken,
    TaskWithdrawn,
)
from eventing.decider import Decider


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Where it stands; `answers` is the current question, "" before the first.

    `attempt` counts the questions, and `round` those among which the partner may know one another.
    `answer_by` is when the answer counts as overdue, None while the call is still to be made.
    `end` is what came of the current question, None while an answer is wanted.
    """

    partner: str | None = None
    answers: str = ""
    attempt: int = 0
    round: int = 1
    answer_by: datetime | None = None
    end: End | None = None

    @property
    def callback_id(self) -> str:
        """What the partner returns with an answer to the current question."""
        return callback_id(self.answers)

    @property
    def is_open(self) -> bool:
        """Whether an answer is wanted."""
        return bool(self.answers) and self.end is None

    @property
    def has_call_due(self) -> bool:
        """Whether the partner has yet to be asked."""
        return self.is_open and self.partner is not None and self.answer_by is None

    @property
    def may_be_asked(self) -> bool:
        """Whether there is room for a new question: after none, or one that came to nothing."""
        return not self.answers or isinstance(self.end, TaskFailed | DocumentRejected)

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the answer that is wanted should have come by `now`."""
        return self.is_open and self.answer_by is not None and self.answer_by <= now


def decide(inquiry: Inquiry, command: Command) -> Sequence[Event]:
    """Return what `command` leads to; nothing new for what is known or no longer asked."""
    match command:
        case Ask():
            return _ask(inquiry, command)
        case AnswerByCallback(partner, callback, answer):
            _check(inquiry, partner, callback)
            return _end_later(inquiry, _answered(inquiry, answer))
        case FailByCallback(partner, callback, code, message):
            _check(inquiry, partner, callback)
            return _end_later(inquiry, _failure(inquiry, code, message, retryable=False))
        case Withdraw(answers):
            return [TaskWithdrawn(inquiry.partner, answers)] if inquiry.is_open else []
        case EndWaiting(now):
            message = "The task was taken and not answered in time."
            failure = _failure(inquiry, NO_ANSWER, message, retryable=True)
            return [failure] if inquiry.is_overdue(now) else []
        case _:
            is_current = inquiry.is_open and command.answers == inquiry.answers
            return _record(inquiry, command) if is_current else []


def _ask(inquiry: Inquiry, asked: Ask) -> Sequence[Event]:
    """Ask once for each question; anew only after a failure, never after a cancellation."""
    if asked.answers == inquiry.answers or not inquiry.may_be_asked:
        return []
    if not asked.is_known:
        message = f"No partner for this is registered as {asked.partner}."
        return [TaskFailed(asked.partner, asked.answers, "unknown_partner", message, False)]
    return [
        TaskRequested(
            partner=asked.partner,
            attempt=inquiry.attempt + 1,
            round=inquiry.round,
            callback_id=callback_id(asked.answers),
            answers=asked.answers,
            question=asked.question,
            answer_by=asked.answer_by,
        )
    ]


def _check(inquiry: Inquiry, partner: str, callback: str | None) -> None:
    """Refuse what was not asked of this partner, or is not asked now.

    Raises:
        ConversationUnknown: this partner was never asked.
        AnswerRefused: it was, but for something else.
    """
    if not inquiry.attempt or inquiry.partner != partner:
        raise ConversationUnknown
    check_attempt(callback, current=inquiry.callback_id, attempt=inquiry.attempt)


def _end_later(inquiry: Inquiry, end: End) -> Sequence[Event]:
    """Take the first answer to what is asked now; the same one again changes nothing."""
    if inquiry.end in (None, end):
        return [end] if inquiry.end is None else []
    match inquiry.end:
        case TaskWithdrawn():
            raise AnswerRefused(NOT_WANTED)
        case TaskFailed(retryable=True):
            raise AnswerRefused(TOO_LATE)
        case _:
            raise AnswerRefused(OTHER_RECORDED)


def _record(inquiry: Inquiry, told: RecordTaken | RecordAnswer | RecordFailure) -> Sequence[Event]:
    match told:
        case RecordTaken(answers, answer_by):
            taken = TaskTaken(inquiry.partner or "", answers, answer_by)
            return [taken] if inquiry.has_call_due else []
        case RecordAnswer(_, answer):
            return [_answered(inquiry, answer)]
        case RecordFailure(_, code, message, retryable):
            return [_failure(inquiry, code, message, retryable=retryable)]
        case _:
            assert_never(told)


def _failure(inquiry: Inquiry, code: str, message: str, *, retryable: bool) -> TaskFailed:
    return TaskFailed(inquiry.partner, inquiry.answers, code, message, retryable)


def _answered(inquiry: Inquiry, answer: Answer) -> Answered:
    partner, answers = inquiry.partner or "", inquiry.answers
    match answer:
        case Enrichment():
            return EnrichmentCompleted(partner, answers, answer)
        case Document():
            return DocumentIssued(partner, answers, answer)
        case Rejection(code, message):
            return DocumentRejected(partner, answers, code, message)
        case Review(decision, note):
            return ReviewCompleted(answers, decision, note)
        case _:
            assert_never(answer)


def evolve(inquiry: Inquiry, event: Event) -> Inquiry:
    """Return the inquiry after `event`."""
    match event:
        case TaskRequested(partner, attempt, round_, _, answers, _, answer_by):
            return Inquiry(partner, answers, attempt, round_, answer_by)
        case TaskTaken(_, _, answer_by):
            return replace(inquiry, answer_by=answer_by)
        case TaskFailed(partner, answers):
            ended = inquiry.round + _is_no(inquiry, event)
            return replace(inquiry, partner=partner, answers=answers, round=ended, end=event)
        case DocumentRejected():
            return replace(inquiry, round=inquiry.round + 1, end=event)
        case _:
            return replace(inquiry, end=event)


def _is_no(inquiry: Inquiry, failed: TaskFailed) -> bool:
    """Tell whether the partner itself said that it did nothing with what it was asked."""
    return not failed.retryable and failed.answers == inquiry.answers


INQUIRY: Decider[Command, Inquiry, Event] = Decider(Inquiry(), decide, evolve)
