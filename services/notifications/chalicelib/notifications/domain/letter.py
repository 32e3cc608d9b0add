"""The letter: its state, what each event means for it, and what each command leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from chalicelib.notifications.domain.commands import (
    AwaitAddress,
    Begin,
    Command,
    ConfirmSent,
    Hold,
    RecordRefusal,
    RecordSent,
    SendAgain,
    TryAgain,
)
from chalicelib.notifications.domain.events import (
    AddressAwaited,
    AttemptBegun,
    Event,
    LetterFailed,
    LetterHeld,
    LetterSent,
)
from chalicelib.notifications.domain.occasion import Document, Shipment
from eventing.decider import Decider, Refusal

# With the pauses between them more than two days; what fails for longer is for a person.
MAX_ATTEMPTS = 24


class LetterUnknown(Refusal):
    """There is no such letter, or it is another tenant's."""

    def __init__(self) -> None:
        super().__init__("There is no such letter.")


class LetterNotOpen(Refusal):
    """A person can settle only what failed or is held."""

    def __init__(self, status: "Status") -> None:
        super().__init__(f"The letter is {status}; only failed and held letters can be settled.")


class Status(StrEnum):
    """Where a letter stands."""

    NEW = "new"
    AWAITING_ADDRESS = "awaiting_address"
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's state; `code` and `reason` say why it failed or is held."""

    status: Status = Status.NEW
    answers: str = ""
    attempt: int = 0
    shipment: Shipment | None = None
    document: Document | None = None
    message_id: str | None = None
    code: str | None = None
    reason: str | None = None
    retryable: bool = False


def decide(letter: Letter, command: Command) -> Sequence[Event]:
    """Return what `command` leads to; nothing new for what is known or no longer asked."""
    new = letter.status is Status.NEW
    match command:
        case AwaitAddress(answers, shipment, document):
            return [AddressAwaited(answers, shipment, document)] if new else []
        case Begin(answers, shipment, document):
            waits = new or letter.status is Status.AWAITING_ADDRESS
            return [AttemptBegun(answers, 1, shipment, document)] if waits else []
    if new:
        raise LetterUnknown
    match command:
        case ConfirmSent() | SendAgain():
            return _settled(letter, command)
        case TryAgain() | RecordSent() | RecordRefusal() | Hold():
            return _told(letter, command)
        case _:
            assert_never(command)


def _told(letter: Letter, command: TryAgain | RecordSent | RecordRefusal | Hold) -> Sequence[Event]:
    """Take what the mail service or the time tells; that it took the letter ends all doubt."""
    if letter.status is Status.SENT:
        return []
    if isinstance(command, RecordSent):
        return [_sent(letter, command.message_id)]
    if command.attempt != letter.attempt:
        return []
    match command:
        case TryAgain():
            again = letter.status is Status.FAILED and letter.retryable
            return [_next_attempt(letter)] if again else []
        case RecordRefusal():
            unanswered = letter.status in (Status.PENDING, Status.HELD)
            return [_failed(letter, command)] if unanswered else []
        case Hold():
            pending = letter.status is Status.PENDING
            return [_held(letter, command)] if pending else []
        case _:
            assert_never(command)


def _settled(letter: Letter, command: ConfirmSent | SendAgain) -> Sequence[Event]:
    """Do what a person decides; the same decision again changes nothing."""
    if letter.status is Status.SENT and isinstance(command, ConfirmSent):
        return []
    if letter.status not in (Status.FAILED, Status.HELD):
        raise LetterNotOpen(letter.status)
    match command:
        case ConfirmSent():
            return [_sent(letter, None)]
        case SendAgain():
            return [_next_attempt(letter)]
        case _:
            assert_never(command)


def _sent(letter: Letter, message_id: str | None) -> Event:
    """Sent at the present attempt, or at the first where its beginning is not remembered."""
    return LetterSent(letter.answers, max(letter.attempt, 1), message_id)


def _failed(letter: Letter, refusal: RecordRefusal) -> Event:
    retryable = refusal.retryable and letter.attempt < MAX_ATTEMPTS
    return LetterFailed(letter.answers, letter.attempt, refusal.code, refusal.message, retryable)


def _held(letter: Letter, hold: Hold) -> Event:
    return LetterHeld(letter.answers, letter.attempt, hold.reason)


def _next_attempt(letter: Letter) -> Event:
    return AttemptBegun(letter.answers, letter.attempt + 1, letter.shipment, letter.document)


def evolve(letter: Letter, event: Event) -> Letter:
    """Return the letter after `event`."""
    letter = replace(letter, answers=event.answers, code=None, reason=None, retryable=False)
    match event:
        case AddressAwaited(_, shipment, document):
            waits = Status.AWAITING_ADDRESS
            return replace(letter, status=waits, shipment=shipment, document=document)
        case AttemptBegun(_, attempt, shipment, document):
            begun = replace(letter, status=Status.PENDING, attempt=attempt)
            return replace(begun, shipment=shipment, document=document)
        case LetterSent():
            attempt, message_id = event.attempt, event.message_id
            return replace(letter, status=Status.SENT, attempt=attempt, message_id=message_id)
        case LetterFailed():
            failed = replace(letter, status=Status.FAILED, code=event.code, reason=event.message)
            return replace(failed, retryable=event.retryable)
        case LetterHeld():
            return replace(letter, status=Status.HELD, reason=event.reason)
        case _:
            assert_never(event)


LETTER: Decider[Command, Letter, Event] = Decider(Letter(), decide, evolve)
