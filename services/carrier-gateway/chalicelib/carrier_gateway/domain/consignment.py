"""What a carrier is told of an order, as the order said it; money stays the text it came as."""

from dataclasses import dataclass
from datetime import datetime


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
    unit_price: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Consignment:
    """What is to be shipped; money is in `currency` (ISO 4217)."""

    ship_to: Address
    lines: tuple[Line, ...]
    currency: str
    total: str
    external_id: str | None = None
    dispatch_by: datetime | None = None
