"""What can have happened to a letter, as it is stored; no event names the person written to.

`answers` is the id of the order's event that the letter tells, `attempt` counts from 1.
"""

from dataclasses import dataclass

from chalicelib.notifications.domain.occasion import Document, Shipment


@dataclass(frozen=True, slots=True)
class AddressAwaited:
    """The letter is due, but nobody knows yet where to send it."""

    answers: str
    shipment: Shipment | None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class AttemptBegun:
    """The letter is about to be handed to the mail service, by whoever stored this event."""

    answers: str
    attempt: int
    shipment: Shipment | None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class LetterSent:
    """The mail service took the letter."""

    answers: str
    attempt: int
    message_id: str | None


@dataclass(frozen=True, slots=True)
class LetterFailed:
    """The mail service surely did not take the letter; it will be tried again if `retryable`."""

    answers: str
    attempt: int
    code: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class LetterHeld:
    """Nobody knows whether the mail service took the letter; evidence or a person will tell."""

    answers: str
    attempt: int
    reason: str


Event = AddressAwaited | AttemptBegun | LetterSent | LetterFailed | LetterHeld
