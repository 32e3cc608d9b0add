"""What each kind of partner is asked in a check, and what a good answer of it is."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.check import answers
from sandbox.check.exchange import Seen

_ADDRESS = {
    "name": "TEST Waybill partner check",
    "line1": "1 Test Street, do not ship",
    "city": "London",
    "region": "Greater London",
    "postal_code": "SW1Y 4JH",
    "country": "GB",
}
_LINES = [{"sku": "TEST", "description": "TEST, do not ship", "quantity": 1, "unit_price": "1.00"}]
_CUSTOMER = {"name": "TEST Waybill partner check", "email": "test@example.com"}


@dataclass(frozen=True)
class Kind:
    """`read` says what is understood of an answer's JSON object, `same` names what repeats."""

    path: str
    task_type: str
    purpose: str
    extra: Mapping[str, Any]
    read: Callable[[dict[str, Any]], str]
    same: str
    cancels: bool = False
    most_bytes: int = 64 * 1024

    def body(self, order_id: str, **more: Any) -> dict[str, Any]:
        """Make a request that shows that it is a test."""
        return {
            "order_id": order_id,
            "external_id": f"WAYBILL-TEST-{order_id[:8]}",
            "callback_id": str(uuid.uuid4()),
            "task_type": self.task_type,
            **self.extra,
            **more,
        }

    def result(self, seen: Seen) -> str:
        """Pick what must not differ between an answer and its repeat."""
        found = seen.document
        value = found.get(self.same) if isinstance(found, dict) else None
        return "" if value is None else str(value)

    def understood(self, seen: Seen) -> str:
        """Say what Waybill understands of a success.

        Raises:
            Unreadable: it is nothing, and Waybill asks again.
        """
        if seen.status == 202:
            return "taken, to be answered by POST /callbacks" + answers.unread(seen.document)
        if len(seen.body) > self.most_bytes:
            raise answers.Unreadable(f"more than {self.most_bytes // 1024} KiB")
        if not seen.body.strip() and self.cancels:
            return answers.carrier({})
        if not isinstance(seen.document, dict):
            raise answers.Unreadable("no JSON object")
        return self.read(seen.document)


KINDS = {
    "carrier": Kind(
        "/orders",
        "ORDER_SHIPPING_SERVICE",
        "ship",
        {"ship_to": _ADDRESS, "lines": _LINES, "currency": "EUR", "total": "1.00"},
        answers.carrier,
        "tracking_number",
        cancels=True,
    ),
    "tax_document": Kind(
        "/tax-documents",
        "TAX_DOCUMENT_ISSUANCE",
        "tax-document",
        {
            "customer": _CUSTOMER,
            "ship_to": _ADDRESS,
            "lines": _LINES,
            "currency": "EUR",
            "total": "1.00",
        },
        answers.document,
        "document_number",
        most_bytes=1024 * 1024,
    ),
    "enrichment": Kind(
        "/enrichments",
        "ORDER_ENRICHMENT",
        "enrich",
        {"wanted": ["customer"], "channel": "test", "notes": "TEST"},
        answers.enrichment,
        "customer",
    ),
}
