"""What can be asked of a letter, and what it can be told.

Who speaks of an attempt names it: what is said of another than the present one has no effect.
"""

from dataclasses import dataclass

from chalicelib.notifications.domain.occasion import Document, Shipment


@dataclass(frozen=True, slots=True)
class AwaitAddress:
    """The fact is known before the contact is."""

    answers: str
    shipment: Shipment | None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """Fact and contact are both known: send the letter, unless that was begun before."""

    answers: str
    shipment: Shipment | None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The time has come to repeat a failed attempt."""

    attempt: int


@dataclass(frozen=True, slots=True)
class RecordSent:
    """The mail service says that it took the letter: in its answer, or later by an event."""

    message_id: str


@dataclass(frozen=True, slots=True)
class RecordRefusal:
    """The mail service says that it did not take the letter."""

    attempt: int
    code: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """The mail service has not said anything about an attempt for too long."""

    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmSent:
    """A person found that the letter was sent."""


@dataclass(frozen=True, slots=True)
class SendAgain:
    """A person decides that the letter shall be sent once more."""


Command = (
    AwaitAddress | Begin | TryAgain | RecordSent | RecordRefusal | Hold | ConfirmSent | SendAgain
)
