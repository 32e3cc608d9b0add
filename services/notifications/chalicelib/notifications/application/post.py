"""What sending a letter needs from outside: the contact, the text, and a post office."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.notifications.domain.contact import Contact
from chalicelib.notifications.domain.occasion import Kind, Shipment


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter as it is read, in both forms."""

    to: str
    subject: str
    text: str
    html: str


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

    def keep(self, contact: Contact) -> None:
        """Remember the contact of an order, for as long as letters about it may come."""
        ...

    def find(self, order_id: str) -> Contact | None:
        """Return what `keep` wrote before, without fail (a strongly consistent read)."""
        ...


class Writer(Protocol):
    """Writes letters in the customer's language."""

    def write(self, kind: Kind, contact: Contact, shipment: Shipment | None) -> Mail:
        """Return the letter of this kind."""
        ...


class PostOffice(Protocol):
    """Sends mail."""

    def send(self, mail: Mail, letter_id: str) -> Answer:
        """Send `mail` at most once, marked so that later news of it names `letter_id`.

        It may try again by itself only what was surely not taken.
        """
        ...
