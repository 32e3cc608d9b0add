"""The parts of an order as contracts write them."""

from collections.abc import Sequence
from decimal import Decimal

from chalicelib.orders.domain import details
from contracts.parts import Address, Corrections, Customer, Document, Line


def customer(one: details.Customer | None) -> Customer | None:
    """Write whom to write to."""
    return Customer(name=one.name, email=one.email, locale=one.locale) if one else None


def address(to: details.Address | None) -> Address | None:
    """Write where to ship to."""
    if to is None:
        return None
    return Address(
        name=to.name,
        line1=to.line1,
        line2=to.line2,
        city=to.city,
        region=to.region,
        postal_code=to.postal_code,
        country=to.country,
    )


def lines(all_of_them: Sequence[details.Line]) -> list[Line] | None:
    """Write what is ordered; None while nobody has said it."""
    return [
        Line(
            sku=line.sku,
            description=line.description,
            quantity=line.quantity,
            unit_price=str(line.unit_price),
        )
        for line in all_of_them
    ] or None


def total(of: Sequence[details.Line]) -> str | None:
    """Write what all lines cost together."""
    return money(details.total_of(of)) if of else None


def money(amount: Decimal) -> str:
    """Write an amount exactly."""
    return str(amount)


def document(one: details.Document) -> Document:
    """Write how to find a stored document, and what it is."""
    return Document(
        key=one.key,
        number=one.number,
        media_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
        issued_at=one.issued_at,
    )


def corrections(amendment: details.Amendment | None) -> Corrections | None:
    """Write what stands in the order instead."""
    if amendment is None:
        return None
    return Corrections(
        customer=customer(amendment.customer),
        ship_to=address(amendment.ship_to),
        lines=lines(amendment.lines),
        currency=amendment.currency,
        carrier=amendment.carrier,
    )
