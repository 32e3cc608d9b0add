"""An order that never was, for looking at letters."""

from datetime import UTC, datetime
from decimal import Decimal

from chalicelib.notifications.domain.contact import Contact, Customer, Line, Placing
from chalicelib.notifications.domain.occasion import Document, Shipment

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHIPMENT = Shipment("acme", NOON, "1Z-9-4711")
DOCUMENT = Document(
    "tax-documents/sample", "F-2026-000017", "application/pdf", size=20480, sha256="0" * 64
)


def contact(locale: str | None) -> Contact:
    """Return the sample order's contact, who reads in `locale`."""
    return Contact(
        order_id="0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0",
        placing=Placing("A-1001", NOON),
        customer=Customer("Ada Example", "ada@example.com", locale),
        lines=(
            Line("MUG-BLUE", 2, Decimal("9.95"), "Mug, blue"),
            Line("TEA-100", 1, Decimal("12.50"), "Green tea, 100 g"),
        ),
        currency="EUR",
    )
