"""What sending a letter needs from outside: contact, text, enclosure, and a post office."""

from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.notifications.domain.contact import Contact, Statement
from chalicelib.notifications.domain.occasion import Document, Kind, Shipment


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter as it is read, in both forms, and what goes with it."""

    to: str
    subject: str
    text: str
    html: str
    enclosure: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The post office took the mail."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The post office surely did not take the mail; `message` holds no personal data."""

    code: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The request went out and nobody knows what became of it."""


Answer = Accepted | Refused | Unanswered


class Contacts(Protocol):
    """The one place of personal data in this service."""

    def keep(self, order_id: str, statement: Statement) -> Contact | None:
        """Remember what an event says, for as long as letters about its order may come.

        Returns the contact as it is now known, or None while a part of it is missing.
        """
        ...

    def find(self, order_id: str) -> Contact | None:
        """Return what was kept before, without fail (a strongly consistent read)."""
        ...


class Enclosures(Protocol):
    """Where documents are that go with letters."""

    def fetch(self, document: Document) -> Enclosure | Refused:
        """Return the document, unharmed, or why no letter can go out with it."""
        ...


class Writer(Protocol):
    """Writes letters in the customer's language."""

    def write(
        self, kind: Kind, contact: Contact, shipment: Shipment | None, document: Document | None
    ) -> Mail:
        """Return the letter of this kind, still without the document it speaks of."""
        ...


class PostOffice(Protocol):
    """Sends mail."""

    def send(self, mail: Mail, letter_id: str) -> Answer:
        """Send `mail` at most once, marked so that later news of it names `letter_id`.

        It may try again by itself only what was surely not taken.
        """
        ...
