"""The calls that put questions to partners: enrichments and tax documents."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from chalicelib.carrier_gateway.application.calls import Call, NoReply, Purpose, Reply
from chalicelib.carrier_gateway.application.errands import Calling, asked_by, commit_at
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
from chalicelib.carrier_gateway.domain.commands import RecordFailure
from chalicelib.carrier_gateway.domain.inquiry.commands import Command, RecordAnswer
from chalicelib.carrier_gateway.domain.inquiry.events import Event, TaskRequested
from chalicelib.carrier_gateway.domain.inquiry.inquiry import Inquiry
from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.task import Task
from eventing.stream import Stream

PURPOSES = {
    Task.ENRICHMENT: (Purpose.ENRICH, "/enrichments"),
    Task.TAX_DOCUMENT: (Purpose.TAX_DOCUMENT, "/tax-documents"),
}

Meaning = Enrichment | Issued | Rejection | Taken | Refused | TryAgain


@dataclass(frozen=True, slots=True)
class Question(Calling[Command, Inquiry, Event]):
    """Put one question to a partner."""

    inquiries: Inquiries

    @property
    def is_wanted(self) -> bool:
        """Whether the question is still to be put."""
        inquiry = self.talk
        return inquiry.has_call_due and inquiry.answers == self.call.asked.answers

    def meaning(self, reply: Reply | NoReply, now: datetime) -> Meaning:
        """Return what the partner's answer means for the question."""
        return judge(reply, now, self._own)

    def record(self, meaning: Meaning, partner: Partner, now: datetime) -> None:
        """Store what came of the question, and a document before what tells of it."""
        answers = self.call.asked.answers
        match meaning:
            case Issued():
                command = RecordAnswer(answers, meaning.as_kept(self.call.asked.order_id))
                self.inquiries.keep(meaning, command, self.stream)
                self.tell(command, partner)
            case Enrichment():
                self.tell(RecordAnswer(answers, meaning), partner)
            case Rejection():
                self.tell(self._rejected(answers, meaning), partner)
            case _:
                self.settle(meaning, partner, now)

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
            return self.inquiries.read(self.call.asked.task_type, object_in(reply))
        words = f"The partner answered {reply.status}."
        if reply.status == HTTPStatus.CONFLICT:
            # It is still at work on an earlier attempt; a new key would have it done twice.
            return TryAgain("unreachable", words)
        if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return _rejection(reply, words)
        return None

    def _rejected(self, answers: str, no: Rejection) -> Command:
        """Return what a rejection is: of a document it says more than that nothing came of it."""
        if self.call.asked.task_type is Task.TAX_DOCUMENT:
            return RecordAnswer(answers, no)
        return RecordFailure(answers, no.code, no.message, retryable=False)


def question(inquiries: Inquiries, stream: Stream[Event], version: int) -> Question:
    """Return the errand that the commit at `version` makes due."""
    commit = commit_at(stream, version)
    index, request = next(
        (index, event)
        for index, event in enumerate(commit.events)
        if isinstance(event, TaskRequested)
    )
    asked = asked_by(commit, index, request.answers, request.callback_id)
    purpose, path = PURPOSES[asked.task_type]
    call = Call(purpose, asked, path, request.question, request.round)
    return Question(inquiries.desk, stream, call, inquiries)


def _rejection(reply: Reply, words: str) -> Rejection:
    try:
        return rejection(object_in(reply), words)
    except (ValueError, RecursionError):
        return rejection({}, words)
