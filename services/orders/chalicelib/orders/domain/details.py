"""What an order says: who wants which goods, and where to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom to write to; personal data."""

    name: str
    email: str
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ship to; personal data. `country` is an ISO 3166 two-letter code."""

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One article, so many times, at a price each."""

    sku: str
    quantity: int
    unit_price: Decimal
    description: str | None = None


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """The order as its client gave it, normalised; money is in `currency` (ISO 4217)."""

    customer: Customer
    ship_to: Address
    lines: tuple[Line, ...]
    currency: str
    carrier: str
    channel: str
    external_id: str | None = None
    dispatch_by: datetime | None = None
    notes: str | None = None

    @property
    def consignment(self) -> "Consignment":
        """The part of it that concerns the carrier."""
        return Consignment(
            carrier=self.carrier,
            ship_to=self.ship_to,
            lines=self.lines,
            currency=self.currency,
            external_id=self.external_id,
            dispatch_by=self.dispatch_by,
        )


@dataclass(frozen=True, slots=True)
class Consignment:
    """What a carrier needs to know of an order."""

    carrier: str
    ship_to: Address
    lines: tuple[Line, ...]
    currency: str
    external_id: str | None = None
    dispatch_by: datetime | None = None


def total_of(lines: Iterable[Line]) -> Decimal:
    """Return what all `lines` cost together."""
    return sum((line.quantity * line.unit_price for line in lines), Decimal())
