"""An order that never was, for looking at letters."""

from datetime import UTC, datetime
from decimal import Decimal

from chalicelib.notifications.domain.contact import Contact, Line
from chalicelib.notifications.domain.occasion import Shipment

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHIPMENT = Shipment("acme", NOON, "1Z-9-4711")


def contact(locale: str | None) -> Contact:
    """Return the sample order's contact, who reads in `locale`."""
    return Contact(
        order_id="0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0",
        tenant_id="sample",
        reference="A-1001",
        name="Ada Example",
        email="ada@example.com",
        locale=locale,
        lines=(
            Line("MUG-BLUE", 2, Decimal("9.95"), "Mug, blue"),
            Line("TEA-100", 1, Decimal("12.50"), "Green tea, 100 g"),
        ),
        currency="EUR",
        total=Decimal("32.40"),
        placed_at=NOON,
    )
