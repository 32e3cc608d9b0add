"""Whom to write to about an order, and what was ordered: personal data, kept in one place only.

No single event needs to tell all of it, and events come in any order.
So what each event says is kept beside the others, and a contact is what they say together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


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
class Customer:
    """A person; `locale` is a language, with or without a country (`es`, `es-CL`)."""

    name: str
    email: str
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """When an order was placed, and its number as the customer knows it."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """What one event of an order says for its letters; None is what it does not speak of.

    `version` is the event's place in the stream of the order, `at` when it was said.
    """

    version: int
    at: datetime
    placing: Placing | None = None
    customer: Customer | None = None
    lines: tuple[Line, ...] | None = None
    currency: str | None = None


PARTS = ("placing", "customer", "lines", "currency")


@dataclass(frozen=True, slots=True)
class Contact:
    """All that letters about one order need; money is in `currency`."""

    order_id: str
    placing: Placing
    customer: Customer
    lines: tuple[Line, ...]
    currency: str

    @property
    def reference(self) -> str:
        """The order's number as the customer knows it."""
        return self.placing.reference

    @property
    def total(self) -> Decimal:
        """What all lines cost together."""
        return sum((line.price for line in self.lines), Decimal())


def contact_of(order_id: str, statements: Iterable[Statement]) -> Contact | None:
    """Return the contact as the newest event has each part of it; None while one is missing."""
    parts: dict[str, Any] = {}
    for statement in sorted(statements, key=lambda each: each.version):
        said = {part: getattr(statement, part) for part in PARTS}
        parts |= {part: value for part, value in said.items() if value is not None}
    return Contact(order_id, **parts) if len(parts) == len(PARTS) else None
