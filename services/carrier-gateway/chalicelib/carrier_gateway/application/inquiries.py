"""The use cases of questions about orders: put them to partners or people, and take the answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.carrier_gateway.application.causes import Cause, tenant_of
from chalicelib.carrier_gateway.application.conversations import Partners
from chalicelib.carrier_gateway.application.desk import OVERDUE, Desk, agenda_of
from chalicelib.carrier_gateway.application.executions import Ending, Executions
from chalicelib.carrier_gateway.application.replies import (
    Documents,
    Issued,
    Reader,
    Said,
)
from chalicelib.carrier_gateway.domain.answering import ConversationUnknown
from chalicelib.carrier_gateway.domain.answers import Document, Rejection, Review
from chalicelib.carrier_gateway.domain.commands import FailByCallback
from chalicelib.carrier_gateway.domain.inquiry.commands import (
    AnswerByCallback,
    Ask,
    Command,
    RecordAnswer,
    Withdraw,
)
from chalicelib.carrier_gateway.domain.inquiry.events import (
    DocumentRejected,
    Event,
    TaskFailed,
    TaskRequested,
    TaskTaken,
    TaskWithdrawn,
)
from chalicelib.carrier_gateway.domain.inquiry.inquiry import INQUIRY, Inquiry
from chalicelib.carrier_gateway.domain.partner import DAY_S, Partner, Way
from chalicelib.carrier_gateway.domain.task import QUESTIONS, Task, stream_of
from eventing.handle import Outcome
from eventing.store import EventStore
from eventing.stream import Due, Stream

# A person who has not decided after a month will not; the order then asks for help.
REVIEWED_WITHIN_S = 30 * DAY_S
KINDS = {Task.TAX_DOCUMENT: "tax_document", Task.ENRICHMENT: "enrichment"}

Told = Outcome[Inquiry, Event]
InquiryDesk = Desk[Command, Inquiry, Event]


@dataclass(frozen=True, slots=True)
class Inquiries:
    """All questions about orders.

    `cancelled_by` names the event by which an order was cancelled, "" if it was not.
    """

    desk: InquiryDesk
    partners: Partners
    read: Reader
    documents: Documents
    cancelled_by: Callable[[str], str]

    def ask(
        self,
        order_id: str,
        task: Task,
        partner_id: str | None,
        question: Mapping[str, Any],
        cause: Cause,
    ) -> Told:
        """Put a question to a partner, or a person; nobody who is its kind is a failed task.

        A cancellation that came first is looked for once the question is stored, since it finds
        only what is stored: whichever comes second sees the other.
        """
        partner = self._asked(task, partner_id)
        by_person = task is Task.REVIEW
        waits_s = partner.deadline_s + partner.answer_within_s if partner else REVIEWED_WITHIN_S
        answer_by = self.desk.clock() + timedelta(seconds=waits_s) if by_person else None
        known = by_person or partner is not None
        command = Ask(partner_id, known, cause.event_id, question, answer_by)
        unread: Stream[Event] = Stream(stream_of(order_id, task))
        told = self.desk.record(command, cause, unread)
        if cancelled := self.cancelled_by(order_id):
            return self._withdraw(order_id, task, Cause(cancelled, cause.tenant_id))
        self.desk.begin(cause, unread, told.state, waits_s)
        return told

    def withdraw(self, order_id: str, cause: Cause) -> None:
        """Let every open question of a cancelled order rest."""
        for task in QUESTIONS:
            self._withdraw(order_id, task, cause)

    def answer(
        self,
        order_id: str,
        task: Task,
        said: Mapping[str, Any],
        *,
        partner: str,
        callback_id: str | None,
    ) -> Told:
        """Take what a partner answers by callback; said again, it changes nothing.

        Raises:
            ConversationUnknown: the partner was never asked this about the order.
            AnswerRefused: it answers nothing that is asked now, or contradicts what is recorded.
            AnswerUnreadable: it is no answer to this question.
        """
        stream = self._known(order_id, task, partner)
        reply = self.read(task, said)
        answer = reply.as_kept(order_id) if isinstance(reply, Issued) else reply
        command = AnswerByCallback(partner, callback_id, answer)
        self.keep(reply, command, stream)
        return self.desk.hear(partner, command, stream)

    def fail(
        self,
        order_id: str,
        task: Task,
        code: str,
        message: str,
        *,
        partner: str,
        callback_id: str | None,
    ) -> Told:
        """Take it from a partner that nothing comes of what it was asked; raises as `answer`."""
        stream = self._known(order_id, task, partner)
        if task is Task.TAX_DOCUMENT:
            rejected = AnswerByCallback(partner, callback_id, Rejection(code, message))
            return self.desk.hear(partner, rejected, stream)
        failed = FailByCallback(partner, callback_id, code, message)
        return self.desk.hear(partner, failed, stream)

    def review(self, order_id: str, review: Review, cause: Cause) -> Told:
        """Take a person's decision about what is asked now; a second one changes nothing.

        Raises:
            ConversationUnknown: nothing was asked yet; the question may still be on its way.
        """
        stream = self.desk.store.read(stream_of(order_id, Task.REVIEW))
        if not stream.commits:
            raise ConversationUnknown
        whose = replace(cause, tenant_id=tenant_of(stream))
        command = RecordAnswer(self.desk.state(stream).answers, review)
        return self.desk.record(command, whose, stream)

    def keep(
        self, reply: Said, command: RecordAnswer | AnswerByCallback, stream: Stream[Event]
    ) -> None:
        """Store the document in `reply`, if there is one and `command` is going to tell of it."""
        match reply, command.answer:
            case Issued(content=content), Document() as document:
                if INQUIRY.decide(self.desk.state(stream), command):
                    self.documents.put(document, content)

    def _withdraw(self, order_id: str, task: Task, cause: Cause) -> Told:
        stream = self.desk.store.read(stream_of(order_id, task))
        return self.desk.record(Withdraw(cause.event_id), cause, stream)

    def _known(self, order_id: str, task: Task, partner: str) -> Stream[Event]:
        """Return the stream of what `partner` was asked."""
        stream = self.desk.store.read(stream_of(order_id, task))
        if self.desk.state(stream).partner != partner:
            raise ConversationUnknown
        return stream

    def _asked(self, task: Task, partner_id: str | None) -> Partner | None:
        """Return a partner that can be asked this; the bus carries no questions."""
        partner = self.partners.get(partner_id) if partner_id else None
        can = partner and partner.kind == KINDS.get(task) and partner.way is Way.SIGNED
        return partner if can else None


def inquiry_desk(
    store: EventStore[Event], clock: Callable[[], datetime], executions: Executions
) -> InquiryDesk:
    """Return where the conversations about questions are held."""
    return Desk(INQUIRY, due_next, _outcome, store, clock, executions)


def due_next(events: Sequence[Event], at: datetime) -> Due | None:
    """Return what `events` make due: an answer, or else the call that asks for it."""
    for event in events:
        if isinstance(event, TaskRequested | TaskTaken) and event.answer_by:
            return Due(OVERDUE, event.answer_by)
        if isinstance(event, TaskRequested) and event.partner:
            return Due(agenda_of(event.partner), at)
    return None


def _outcome(inquiry: Inquiry) -> Ending | None:
    match inquiry.end:
        case None:
            return None
        case TaskFailed(code=code, message=message) | DocumentRejected(code=code, message=message):
            return Ending(code=code, message=message)
        case TaskWithdrawn():
            return Ending({"status": "WITHDRAWN"})
        case _:
            return Ending({"status": "SUCCEEDED"})
