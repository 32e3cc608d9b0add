"""What an order says: who wants which goods, and where to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

MAX_TOTAL = Decimal(10) ** 12


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
class Document:
    """A stored document: its key in the bucket of documents, and what its issuer says of it."""

    key: str
    number: str
    media_type: str
    size: int
    sha256: str
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """What takes the place of what an order says; the parts not given stay as they are."""

    customer: Customer | None = None
    ship_to: Address | None = None
    lines: tuple[Line, ...] = ()
    currency: str | None = None
    carrier: str | None = None


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """The order as it is known, normalised; money is in `currency` (ISO 4217).

    What a channel leaves to an enrichment is absent until then.
    """

    carrier: str
    channel: str
    customer: Customer | None = None
    ship_to: Address | None = None
    lines: tuple[Line, ...] = ()
    currency: str | None = None
    external_id: str | None = None
    dispatch_by: datetime | None = None
    notes: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are absent, and without which nothing can be shipped."""
        fields = ("customer", "ship_to", "lines", "currency")
        return tuple(field for field in fields if not getattr(self, field))

    @property
    def total(self) -> Decimal | None:
        """What all lines cost together, once they are known."""
        return total_of(self.lines) if self.lines else None

    @property
    def consignment(self) -> "Consignment":
        """The part of it that concerns the carrier; only of an order that lacks nothing."""
        assert self.ship_to, "checked by whoever lets an order go on"
        assert self.currency, "checked by whoever lets an order go on"
        return Consignment(
            carrier=self.carrier,
            ship_to=self.ship_to,
            lines=self.lines,
            currency=self.currency,
            external_id=self.external_id,
            dispatch_by=self.dispatch_by,
        )

    def amended(self, by: Amendment) -> "OrderDetails":
        """Return the order with what `by` gives in the place of what was there."""
        return replace(
            self,
            customer=by.customer or self.customer,
            ship_to=by.ship_to or self.ship_to,
            lines=by.lines or self.lines,
            currency=by.currency or self.currency,
            carrier=by.carrier or self.carrier,
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


def can_be_written(lines: Iterable[Line]) -> bool:
    """Tell whether the total of `lines` has no more digits than a contract takes."""
    return total_of(lines) < MAX_TOTAL
