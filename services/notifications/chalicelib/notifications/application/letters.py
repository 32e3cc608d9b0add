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
from chalicelib.notifications.domain.contact import Contact
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

    def placed(self, occasion: Occasion, contact: Contact) -> None:
        """Keep the contact, write about the order, then send what waited for the address.

        The contact is kept first, so whoever looks for it later finds it, and who looked in vain
        before has said by then that a letter waits.
        """
        self.posting.contacts.keep(contact)
        self._begin(occasion, occasion.answers, Stream(occasion.letter_id), contact)
        for kind in set(Kind) - {occasion.kind}:
            self._release(letter_id(occasion.order_id, kind), occasion, contact)

    def told(self, occasion: Occasion) -> None:
        """Write about a fact of the order, or let the letter wait for its address.

        Where the contact is missing that is stored first, and then looked for once more:
        whichever of fact and contact comes second finds the other.
        """
        stream: Stream[Event] = Stream(occasion.letter_id)
        contacts = self.posting.contacts
        contact = contacts.find(occasion.order_id)
        if contact is None:
            waits = AwaitAddress(occasion.answers, occasion.shipment)
            self.posting.record(waits, Cause(occasion.answers, occasion.tenant_id), stream)
            contact = contacts.find(occasion.order_id)
        if contact:
            self._begin(occasion, occasion.answers, stream, contact)

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

    def _release(self, letter_id: str, placed: Occasion, contact: Contact) -> None:
        """Send a letter that waits for its address; the order's placing is what releases it."""
        stream = self.posting.store.read(letter_id)
        letter = LETTER.replay(stream.events)
        if letter.status is not Status.AWAITING_ADDRESS:
            return
        _, kind = subject_of(letter_id)
        tenant = placed.tenant_id
        waiting = Occasion(placed.order_id, kind, tenant, letter.answers, letter.shipment)
        self._begin(waiting, placed.answers, stream, contact)

    def _begin(
        self, occasion: Occasion, cause_id: str, stream: Stream[Event], contact: Contact
    ) -> None:
        begin = Begin(occasion.answers, occasion.shipment)
        self.posting.attempt(begin, Cause(cause_id, occasion.tenant_id), stream, contact)

    def _known(self, letter_id: str) -> Stream[Event]:
        stream = self.posting.store.read(letter_id)
        if not stream.commits:
            raise LetterUnknown
        return stream


def _cause(event_id: str, stream: Stream[Event], actor: str = "system:notifications") -> Cause:
    return Cause(event_id, stream.commits[0].provenance.tenant_id, actor)


def _owners(stream: Stream[Event]) -> set[str]:
    return {commit.provenance.tenant_id for commit in stream.commits}
