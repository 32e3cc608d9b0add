"""Whom to write to about an order, and what was ordered: personal data, kept in one place only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One article, so many times, at a price each."""

    sku: str
    quantity: int
    unit_price: Decimal
    description: str | None = None

    @property
    def name(self) -> str:
        """What the article is called in a letter."""
        return self.description or self.sku

    @property
    def price(self) -> Decimal:
        """What the line costs."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class Contact:
    """The customer of one order; `reference` is the order's number as the customer knows it.

    `locale` is a language, with or without a country (`es`, `es-CL`); money is in `currency`.
    """

    order_id: str
    tenant_id: str
    reference: str
    name: str
    email: str
    locale: str | None
    lines: tuple[Line, ...]
    currency: str
    total: Decimal
    placed_at: datetime
