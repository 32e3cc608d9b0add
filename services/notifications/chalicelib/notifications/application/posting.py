"""Send a letter at most once in each attempt: only who stored that it begins may call the post."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from chalicelib.notifications.application.post import (
    Accepted,
    Answer,
    Contacts,
    Enclosures,
    Mail,
    PostOffice,
    Refused,
    Unanswered,
    Writer,
)
from chalicelib.notifications.domain.commands import (
    Begin,
    Command,
    RecordRefusal,
    RecordSent,
    SendAgain,
    TryAgain,
)
from chalicelib.notifications.domain.contact import Contact
from chalicelib.notifications.domain.events import AttemptBegun, Event, LetterFailed
from chalicelib.notifications.domain.letter import LETTER, Letter
from chalicelib.notifications.domain.occasion import Document, subject_of
from eventing.handle import Outcome, handle
from eventing.store import Agenda, Appointment, EventStore
from eventing.stream import Due, Provenance, Stream

AGENDA = "letters"
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
NO_ADDRESS = Refused("NoAddress", "The address is no longer known.", retryable=False)


@dataclass(frozen=True, slots=True)
class Cause:
    """What a command follows from: an event's id, or what a person asked for."""

    id: str
    tenant_id: str
    actor: str = "system:notifications"


@dataclass(frozen=True, slots=True)
class Posting:
    """Where letters are stored and sent.

    `token` makes a new random text at each call, so that a writer knows its own append from that
    of another who handles the same event at the same time.
    `patience` is how long the post office may be silent until the letter is held.
    """

    store: EventStore[Event]
    agenda: Agenda
    contacts: Contacts
    writer: Writer
    enclosures: Enclosures
    office: PostOffice
    clock: Callable[[], datetime]
    token: Callable[[], str]
    patience: timedelta

    def attempt(
        self,
        command: Begin | TryAgain | SendAgain,
        cause: Cause,
        stream: Stream[Event],
        contact: Contact | None,
    ) -> None:
        """Store that an attempt begins, if it does, and then send; the letter is written before.

        A fault on the way leaves the letter pending, and the sweep will hold it.
        """
        mail = contact and self._written(stream, command, contact)
        at = self.clock()
        begun = self._handle(command, cause, stream, at)
        if not any(isinstance(event, AttemptBegun) for event in begun.events):
            return
        letter_id = stream.stream_id
        answer = self._sent(letter_id, mail, begun.state.document) if mail else NO_ADDRESS
        told = _told(answer, begun.state)
        if told is None:
            return
        begun_id = f"{letter_id}#{begun.version}"
        self.record(told, Cause(begun_id, cause.tenant_id), self.store.read(letter_id))
        due = Due(AGENDA, at + self.patience)
        self.agenda.settle(Appointment(letter_id, begun.version, due))

    def record(self, command: Command, cause: Cause, stream: Stream[Event]) -> None:
        """Store what `command` leads to."""
        self._handle(command, cause, stream, self.clock())

    def _written(self, stream: Stream[Event], command: Command, contact: Contact) -> Mail:
        known = command if isinstance(command, Begin) else LETTER.replay(stream.events)
        _, kind = subject_of(stream.stream_id)
        return self.writer.write(kind, contact, known.shipment, known.document)

    def _sent(self, letter_id: str, mail: Mail, document: Document | None) -> Answer:
        """Send a letter with all that belongs to it, or not at all."""
        if document:
            enclosure = self.enclosures.fetch(document)
            if isinstance(enclosure, Refused):
                return enclosure
            mail = replace(mail, enclosure=enclosure)
        return self.office.send(mail, letter_id)

    def _handle(
        self, command: Command, cause: Cause, stream: Stream[Event], at: datetime
    ) -> Outcome[Letter, Event]:
        order_id, _ = subject_of(stream.stream_id)
        provenance = Provenance(
            command_id=f"{cause.id}/{self.token()}",
            fingerprint="",
            tenant_id=cause.tenant_id,
            correlation_id=order_id,
            causation_id=cause.id,
            actor=cause.actor,
            at=at,
        )
        return handle(
            command,
            provenance,
            stream=stream,
            decider=LETTER,
            store=self.store,
            due=partial(self._due, at),
        )

    def _due(self, at: datetime, events: Sequence[Event]) -> Due | None:
        match events[-1]:
            case AttemptBegun():
                return Due(AGENDA, at + self.patience)
            case LetterFailed(attempt=attempt, retryable=True):
                return Due(AGENDA, at + pause(attempt))
            case _:
                return None


def pause(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt: each time twice as long, up to a limit."""
    doublings = min(attempt - 1, 16)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _told(answer: Answer, letter: Letter) -> RecordSent | RecordRefusal | None:
    match answer:
        case Accepted(message_id):
            return RecordSent(message_id)
        case Refused(code, message, retryable):
            return RecordRefusal(letter.attempt, code, message, retryable)
        case Unanswered():
            return None
        case _:
            assert_never(answer)
