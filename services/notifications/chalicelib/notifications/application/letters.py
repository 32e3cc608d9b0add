"""The use cases: tell a customer what happened to an order, and settle what became of a letter."""

from dataclasses import dataclass

from chalicelib.notifications.application.posting import Cause, Posting
from chalicelib.notifications.domain.commands import (
    AwaitAddress,
    Begin,
    ConfirmSent,
    RecordSent,
    SendAgain,
)
from chalicelib.notifications.domain.contact import Contact, Statement
from chalicelib.notifications.domain.events import Event
from chalicelib.notifications.domain.letter import LETTER, LetterUnknown, Status
from chalicelib.notifications.domain.occasion import Kind, Occasion, letter_id, subject_of
from eventing.decider import Refusal
from eventing.stream import Stream


class OrderUnknown(Refusal):
    """No letter is known about such an order, or it is another tenant's."""

    def __init__(self) -> None:
        super().__init__("There is no such order.")


@dataclass(frozen=True, slots=True)
class Letters:
    """All letters."""

    posting: Posting

    def placed(self, occasion: Occasion, statement: Statement) -> None:
        """Keep what is said, write about the order, then send what waited for the address."""
        contact = self.posting.contacts.keep(occasion.order_id, statement)
        self._tell(occasion, contact)
        if contact:
            self._release(set(Kind) - {occasion.kind}, _cause_of(occasion), contact)

    def learned(self, order_id: str, statement: Statement, cause: Cause) -> None:
        """Keep what is said, and send what waited for it.

        It is kept first, so whoever looks for it later finds it, and who looked in vain before
        has said by then that a letter waits.
        """
        contact = self.posting.contacts.keep(order_id, statement)
        if contact:
            self._release(set(Kind), cause, contact)

    def told(self, occasion: Occasion) -> None:
        """Write about a fact of the order, or let the letter wait for its address."""
        self._tell(occasion, self.posting.contacts.find(occasion.order_id))

    def evidenced(self, letter_id: str, message_id: str, evidence_id: str) -> None:
        """Record that the mail service spoke of this letter's mail: so it was sent.

        Raises:
            LetterUnknown: no such letter was ever written.
        """
        stream = self._known(letter_id)
        self.posting.record(RecordSent(message_id), _cause(evidence_id, stream), stream)

    def confirm_sent(self, letter_id: str, actor: str, request_id: str) -> None:
        """Record that a person found the letter sent.

        Raises:
            LetterUnknown: there is none.
            LetterNotOpen: it neither failed nor is it held.
        """
        stream = self._known(letter_id)
        self.posting.record(ConfirmSent(), _cause(request_id, stream, actor), stream)

    def send_again(self, letter_id: str, actor: str, request_id: str) -> None:
        """Send a letter once more because a person decided so.

        Raises:
            LetterUnknown: there is none.
            LetterNotOpen: it neither failed nor is it held.
        """
        stream = self._known(letter_id)
        order_id, _ = subject_of(letter_id)
        contact = self.posting.contacts.find(order_id)
        self.posting.attempt(SendAgain(), _cause(request_id, stream, actor), stream, contact)

    def of_order(self, order_id: str, tenant_id: str) -> list[Stream[Event]]:
        """Return the letters about a client's order.

        Raises:
            OrderUnknown: there are none, or they are another tenant's.
        """
        streams = [self.posting.store.read(letter_id(order_id, kind)) for kind in Kind]
        owned = [stream for stream in streams if _owners(stream) == {tenant_id}]
        if not owned:
            raise OrderUnknown
        return owned

    def _tell(self, occasion: Occasion, contact: Contact | None) -> None:
        """Send a letter, or let it wait.

        That it waits is stored first, and then the contact is looked for once more: whichever of
        fact and contact comes second finds the other.
        """
        about = (occasion.answers, occasion.shipment, occasion.document)
        stream: Stream[Event] = Stream(occasion.letter_id)
        cause = _cause_of(occasion)
        if contact is None:
            self.posting.record(AwaitAddress(*about), cause, stream)
            contact = self.posting.contacts.find(occasion.order_id)
        if contact:
            self.posting.attempt(Begin(*about), cause, stream, contact)

    def _release(self, kinds: set[Kind], cause: Cause, contact: Contact) -> None:
        """Send those letters of an order that wait for its address, now that it is known."""
        for kind in sorted(kinds):
            stream = self.posting.store.read(letter_id(contact.order_id, kind))
            letter = LETTER.replay(stream.events)
            if letter.status is Status.AWAITING_ADDRESS:
                begin = Begin(letter.answers, letter.shipment, letter.document)
                self.posting.attempt(begin, cause, stream, contact)

    def _known(self, letter_id: str) -> Stream[Event]:
        stream = self.posting.store.read(letter_id)
        if not stream.commits:
            raise LetterUnknown
        return stream


def _cause_of(occasion: Occasion) -> Cause:
    return Cause(occasion.answers, occasion.tenant_id)


def _cause(event_id: str, stream: Stream[Event], actor: str = "system:notifications") -> Cause:
    return Cause(event_id, stream.commits[0].provenance.tenant_id, actor)


def _owners(stream: Stream[Event]) -> set[str]:
    return {commit.provenance.tenant_id for commit in stream.commits}
