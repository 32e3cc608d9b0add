"""One order's letters, and the world around them by hand, for every test that needs a letter."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import count

from chalicelib.notifications.adapters.contracts_out import LANGUAGE
from chalicelib.notifications.application.letters import Letters
from chalicelib.notifications.application.post import (
    Accepted,
    Answer,
    Enclosure,
    Mail,
    Refused,
    Unanswered,
)
from chalicelib.notifications.application.posting import Posting
from chalicelib.notifications.application.sweep import Sweep
from chalicelib.notifications.domain.contact import (
    Contact,
    Customer,
    Line,
    Placing,
    Statement,
    contact_of,
)
from chalicelib.notifications.domain.events import Event
from chalicelib.notifications.domain.letter import LETTER, Letter
from chalicelib.notifications.domain.occasion import (
    Document,
    Kind,
    Occasion,
    Shipment,
    letter_id,
)
from eventing.memory import InMemoryEventStore

ORDER_ID = "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"
TENANT = "demo"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PATIENCE = timedelta(minutes=15)

SHIPMENT = Shipment("acme", NOON + timedelta(hours=4), "1Z-9-4711")
PDF = b"%PDF-1.7 tax document"
DOCUMENT = Document(
    key=f"tax-documents/{ORDER_ID}/{sha256(PDF).hexdigest()}",
    number="F-2026/17",
    media_type="application/pdf",
    size=len(PDF),
    sha256=sha256(PDF).hexdigest(),
)
CONTACT = Contact(
    order_id=ORDER_ID,
    placing=Placing("A-1001", NOON),
    customer=Customer("Ada Example", "ada@example.com", "en-GB"),
    lines=(
        Line("MUG-BLUE", 2, Decimal("9.95"), "Mug, blue"),
        Line("TEA-100", 1, Decimal("12.50")),
    ),
    currency="EUR",
)
WHOLE = Statement(1, NOON, CONTACT.placing, CONTACT.customer, CONTACT.lines, CONTACT.currency)
ORDER_PLACED = Occasion(ORDER_ID, Kind.ORDER_PLACED, TENANT, f"{ORDER_ID}#1")
ORDER_PROCESSING = Occasion(
    ORDER_ID, Kind.ORDER_PROCESSING, TENANT, f"{ORDER_ID}#3", document=DOCUMENT
)
ORDER_SHIPPED = Occasion(ORDER_ID, Kind.ORDER_SHIPPED, TENANT, f"{ORDER_ID}#4", SHIPMENT)
PLACED_LETTER = letter_id(ORDER_ID, Kind.ORDER_PLACED)
PROCESSING_LETTER = letter_id(ORDER_ID, Kind.ORDER_PROCESSING)
SHIPPED_LETTER = letter_id(ORDER_ID, Kind.ORDER_SHIPPED)

THROTTLED = Refused("TooManyRequestsException", "Too many.", retryable=True)
REJECTED = Refused("MessageRejected", "Not this one.", retryable=False)
NOT_READ = Refused("DocumentNotRead", "Not now.", retryable=True)


class Crash(Exception):
    """The process ends here."""


@dataclass
class ContactsByHand:
    """Contacts in a dict; `on_miss` runs after a look that found nothing, before its answer."""

    kept: dict[str, list[Statement]] = field(default_factory=dict)
    on_miss: Callable[[], None] | None = None

    def keep(self, order_id: str, statement: Statement) -> Contact | None:
        self.kept.setdefault(order_id, []).append(statement)
        return contact_of(order_id, self.kept[order_id])

    def find(self, order_id: str) -> Contact | None:
        found = contact_of(order_id, self.kept.get(order_id, []))
        if found is None and self.on_miss:
            happens, self.on_miss = self.on_miss, None
            happens()
        return found


class WriterByHand:
    """Writes only what must be told apart."""

    def write(
        self, kind: Kind, contact: Contact, shipment: Shipment | None, _document: Document | None
    ) -> Mail:
        return Mail(contact.customer.email, kind.value, shipment.carrier if shipment else "", "")


@dataclass
class EnclosuresByHand:
    """Gives the next of `refusals`, and then the document."""

    refusals: list[Refused] = field(default_factory=list)

    def fetch(self, document: Document) -> Enclosure | Refused:
        if self.refusals:
            return self.refusals.pop(0)
        return Enclosure(f"{document.number}.pdf", document.media_type, PDF)


@dataclass
class OfficeByHand:
    """Gives the next of `answers`, and then takes all; `delivered` is what customers receive."""

    answers: list[Answer | Exception] = field(default_factory=list)
    delivered: list[tuple[str, Mail]] = field(default_factory=list)
    asked: int = 0

    def send(self, mail: Mail, letter_id: str) -> Answer:
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else Accepted(f"m-{self.asked}")
        if not isinstance(answer, Refused):
            self.delivered.append((letter_id, mail))
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class World:
    """Everything about letters in memory; `now` is the time it is."""

    now: datetime = NOON
    contacts: ContactsByHand = field(default_factory=ContactsByHand)
    enclosures: EnclosuresByHand = field(default_factory=EnclosuresByHand)
    office: OfficeByHand = field(default_factory=OfficeByHand)
    reported: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store: InMemoryEventStore[Event] = InMemoryEventStore(LANGUAGE)
        tokens = count()
        self.posting = Posting(
            store=self.store,
            agenda=self.store,
            contacts=self.contacts,
            writer=WriterByHand(),
            enclosures=self.enclosures,
            office=self.office,
            clock=lambda: self.now,
            token=lambda: str(next(tokens)),
            patience=PATIENCE,
        )
        self.letters = Letters(self.posting)

    def sweep(self, *, after: timedelta) -> int:
        self.now += after
        return Sweep(self.posting, lambda letter, _: self.reported.append(letter)).run()

    def letter(self, letter_id: str) -> Letter:
        return LETTER.replay(self.store.read(letter_id).events)

    def history(self, letter_id: str) -> list[str]:
        return [type(event).__name__ for event in self.store.read(letter_id).events]

    @property
    def waiting(self) -> int:
        """How many commits are on the agenda."""
        return sum("due_key" in row for row in self.store.rows.values())


def without_answer() -> Answer:
    return Unanswered()


def in_locale(locale: str | None) -> Contact:
    return replace(CONTACT, customer=replace(CONTACT.customer, locale=locale))
