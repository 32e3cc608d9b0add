"""What letters are about: the facts of an order that its customer is told, once each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The facts that are told by letter."""

    ORDER_PLACED = "order_placed"
    ORDER_PROCESSING = "order_processing"
    ORDER_SHIPPED = "order_shipped"


@dataclass(frozen=True, slots=True)
class Shipment:
    """What the letter about a parcel on its way says of it."""

    carrier: str
    shipped_at: datetime
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document that goes with a letter: where its `size` bytes are, and what they must be."""

    key: str
    number: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """The event that a letter tells: `answers` is its id.

    `shipment` is what it says of a parcel, `document` what goes with the letter.
    """

    order_id: str
    kind: Kind
    tenant_id: str
    answers: str
    shipment: Shipment | None = None
    document: Document | None = None

    @property
    def letter_id(self) -> str:
        """The one letter there can be about this."""
        return letter_id(self.order_id, self.kind)


def letter_id(order_id: str, kind: Kind) -> str:
    """Name the letter of this kind about an order."""
    return f"{order_id}:{kind}"


def subject_of(letter_id: str) -> tuple[str, Kind]:
    """Return the order and the kind that a letter's id names; ValueError if it is no such id."""
    order_id, _, kind = letter_id.rpartition(":")
    return order_id, Kind(kind)
