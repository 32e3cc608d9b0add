"""What each kind of partner is asked in a check, and what a good answer of it is."""

import base64
import binascii
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.check.endpoint import Seen

LONGEST_TEXT = 128
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
    """`wrong` says what is wrong with an answer's JSON object, and `same` picks what repeats."""

    path: str
    task_type: str
    purpose: str
    extra: Mapping[str, Any]
    wrong: Callable[[dict[str, Any]], str]
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

    def fault(self, seen: Seen) -> str:
        """Say what is wrong with an answer that is a success; empty: nothing."""
        if len(seen.body) > self.most_bytes:
            return f"more than {self.most_bytes // 1024} KiB"
        if not seen.body.strip():
            return "" if self.cancels or seen.status == 202 else "an answer without a body"
        if seen.status == 202:
            return ""
        found = seen.document
        return self.wrong(found) if isinstance(found, dict) else "no JSON object"


def _carrier(found: dict[str, Any]) -> str:
    return _texts(found, ("shipping_status", "tracking_number"))


def _document(found: dict[str, Any]) -> str:
    if missing := [
        name for name in ("document_number", "media_type", "content") if name not in found
    ]:
        return f"without {', '.join(missing)}"
    try:
        content = base64.b64decode(found["content"], validate=True)
    except (binascii.Error, TypeError, ValueError):
        return "content is not base64"
    if found["media_type"] == "application/pdf" and not content.startswith(b"%PDF-"):
        return "content is no PDF"
    return _texts(found, ("document_number", "media_type", "issued_at"))


def _enrichment(found: dict[str, Any]) -> str:
    shapes = {"customer": dict, "ship_to": dict, "lines": list, "attributes": dict, "currency": str}
    for name, shape in shapes.items():
        if not isinstance(found.get(name, shape()), shape):
            return f"{name} is no {'list' if shape is list else shape.__name__}"
    texts = found.get("attributes", {}).values()
    return "" if all(isinstance(text, str) for text in texts) else "attributes are not all text"


def _texts(found: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = found.get(name)
        if value is not None and not _is_line(value):
            return f"{name} is no line of at most {LONGEST_TEXT} letters"
    return ""


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and value.isprintable()


KINDS = {
    "carrier": Kind(
        "/orders",
        "ORDER_SHIPPING_SERVICE",
        "ship",
        {"ship_to": _ADDRESS, "lines": _LINES, "currency": "EUR", "total": "1.00"},
        _carrier,
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
        _document,
        "document_number",
        most_bytes=1024 * 1024,
    ),
    "enrichment": Kind(
        "/enrichments",
        "ORDER_ENRICHMENT",
        "enrich",
        {"wanted": ["customer"], "channel": "test", "notes": "TEST"},
        _enrichment,
        "customer",
    ),
}
