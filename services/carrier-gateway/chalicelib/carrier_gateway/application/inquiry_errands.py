"""The calls that put questions to partners: enrichments and tax documents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import assert_never

from chalicelib.carrier_gateway.application.calls import Asked, Call, NoReply, Purpose, Reply
from chalicelib.carrier_gateway.application.causes import SYSTEM, Cause
from chalicelib.carrier_gateway.application.inquiries import Inquiries
from chalicelib.carrier_gateway.application.replies import Issued, rejection
from chalicelib.carrier_gateway.application.verdicts import (
    Refused,
    Taken,
    TryAgain,
    is_success,
    judge,
    object_in,
)
from chalicelib.carrier_gateway.domain.answers import Enrichment, Rejection
from chalicelib.carrier_gateway.domain.commands import RecordFailure, RecordTaken
from chalicelib.carrier_gateway.domain.inquiry.commands import (
    Command,
    RecordAnswer,
)
from chalicelib.carrier_gateway.domain.inquiry.events import Event, TaskRequested
from chalicelib.carrier_gateway.domain.inquiry.inquiry import INQUIRY
from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.task import Task, subject_of
from eventing.stream import Stream

PURPOSES = {
    Task.ENRICHMENT: (Purpose.ENRICH, "/enrichments"),
    Task.TAX_DOCUMENT: (Purpose.TAX_DOCUMENT, "/tax-documents"),
}

Meaning = Enrichment | Issued | Rejection | Taken | Refused | TryAgain


@dataclass(frozen=True, slots=True)
class Question:
    """Put one question to a partner, in its inquiry as it stood when the errand was looked at."""

    inquiries: Inquiries
    stream: Stream[Event]
    task: Task
    call: Call

    @property
    def is_wanted(self) -> bool:
        """Whether the question is still to be put."""
        inquiry = INQUIRY.replay(self.stream.events)
        return inquiry.has_call_due and inquiry.answers == self.call.asked.answers

    def meaning(self, reply: Reply | NoReply, now: datetime) -> Meaning:
        """Return what the partner's answer means for the question."""
        return judge(reply, now, self._own)

    def record(self, meaning: Meaning, partner: Partner, now: datetime) -> None:
        """Store what came of the question, and a document before what tells of it."""
        answers, actor = self.call.asked.answers, f"partner:{partner.id}"
        match meaning:
            case Issued():
                command = RecordAnswer(answers, meaning.as_kept(self.call.asked.order_id))
                self.inquiries.keep(meaning, command, self.stream)
                self._tell(command, actor)
            case Enrichment():
                self._tell(RecordAnswer(answers, meaning), actor)
            case Rejection():
                self._tell(self._rejected(answers, meaning), actor)
            case Taken():
                by = now + timedelta(seconds=partner.answer_within_s)
                self._tell(RecordTaken(answers, by), actor)
            case Refused(message):
                self._tell(RecordFailure(answers, "refused", message, retryable=False), actor)
            case TryAgain(code, message):
                self._tell(RecordFailure(answers, code, message, retryable=True))
            case _:
                assert_never(meaning)

    def drop(self, *, tried: bool) -> None:
        """Do nothing: there is no taking back a question that the partner may know of."""

    def _own(self, reply: Reply) -> Enrichment | Issued | Rejection | Taken | TryAgain | None:
        """Read the partner's own words.

        Raises:
            ValueError: they are not as they should be.
        """
        if reply.status == HTTPStatus.ACCEPTED:
            return Taken()
        if is_success(reply):
            return self.inquiries.read(self.task, object_in(reply))
        words = f"The partner answered {reply.status}."
        if reply.status == HTTPStatus.CONFLICT:
            # It is still at work on an earlier attempt; a new key would have it done twice.
            return TryAgain("unreachable", words)
        if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return _rejection(reply, words)
        return None

    def _rejected(self, answers: str, no: Rejection) -> Command:
        """Return what a rejection is: of a document it says more than that nothing came of it."""
        if self.task is Task.TAX_DOCUMENT:
            return RecordAnswer(answers, no)
        return RecordFailure(answers, no.code, no.message, retryable=False)

    def _tell(self, command: Command, actor: str = SYSTEM) -> None:
        cause = Cause(self.call.asked.cause, self.call.asked.tenant_id, actor)
        name = f"{type(command).__name__}:{cause.event_id}"
        self.inquiries.desk.record(command, cause, self.stream, name=name)


def question(inquiries: Inquiries, stream: Stream[Event], version: int) -> Question:
    """Return the errand that the commit at `version` makes due."""
    commit = next(commit for commit in stream.commits if commit.version == version)
    request = next(event for event in commit.events if isinstance(event, TaskRequested))
    order_id, task = subject_of(stream.stream_id)
    asked = Asked(
        order_id=order_id,
        task_type=task,
        answers=request.answers,
        callback_id=request.callback_id,
        at=commit.provenance.at,
        cause=commit.event_id(0),
        tenant_id=commit.provenance.tenant_id,
    )
    purpose, path = PURPOSES[task]
    call = Call(purpose, asked, path, request.question, request.round)
    return Question(inquiries, stream, task, call)


def _rejection(reply: Reply, words: str) -> Rejection:
    try:
        return rejection(object_in(reply), words)
    except (ValueError, RecursionError):
        return rejection({}, words)
