"""A simulated provider of tax documents: one document for one key, and never two.

It takes `POST /tax-documents`.
"""

import base64
from typing import Any, ClassVar

from sandbox import pdf
from sandbox.messages import RECEIVED, Answer, Document, Request
from sandbox.partner import Partner

_TOLD = ("document_number", "media_type", "content", "issued_at")
HAVE_STATES = {"AU", "BR", "CA", "IN", "MX", "US"}


class TaxDocuments(Partner):
    """Issues at once or later, and rejects what lacks a region where there are states."""

    title: ClassVar[str] = "provider of tax documents"
    kind: ClassVar[str] = "tax_document"
    task_type: ClassVar[str] = "TAX_DOCUMENT_ISSUANCE"
    path: ClassVar[str] = "/tax-documents"
    refusal: ClassVar[tuple[str, str]] = ("REJECTED", "No document can be issued for this order.")

    def work(self, request: Request, mode: str) -> Answer:
        if mode == "silent":
            return RECEIVED
        objection = self._objection(request.document)
        if mode == "later":
            objection = self.late_objection() or objection
            self.call_back(request, None if objection else self._issue(request), objection)
            return RECEIVED
        return Answer(422, objection) if objection else Answer(201, self._issue(request))

    def _objection(self, asked: Document) -> Document | None:
        """Return why no document can be issued for this order."""
        address = asked.get("ship_to")
        address = address if isinstance(address, dict) else {}
        needed = self.behaviour.needs_region
        if needed is None:
            needed = address.get("country") in HAVE_STATES
        if not needed or address.get("region"):
            return None
        return {"code": "REGION_MISSING", "message": "The address needs a region for its tax."}

    def _issue(self, request: Request) -> Document:
        """Make the document, or find the one that was made for the same key."""
        if issued := self.book.document(request.key):
            return {name: issued[name] for name in _TOLD}
        issued_at = self.today()
        number = f"F-{issued_at[:4]}-{len(self.book.documents()) + 1:06}"
        content = pdf.page(_lines(number, issued_at, request.document))
        encoded = base64.b64encode(content).decode()
        values = (number, "application/pdf", encoded, issued_at)
        document = dict(zip(_TOLD, values, strict=True))
        about = {"key": request.key, "order_id": request.order_id, "size": len(content)}
        self.book.note_document(request.key, {**about, **document})
        return document


def _lines(number: str, issued_at: str, asked: Document) -> list[str]:
    """Write what is on the document."""
    customer, address = _part(asked, "customer"), _part(asked, "ship_to")
    goods: Any = asked.get("lines")
    sold = [one for one in goods or [] if isinstance(one, dict)]
    return [
        f"Invoice {number}",
        f"Issued {issued_at} for order {asked['order_id']}",
        "",
        f"{customer.get('name', '')}",
        f"{address.get('line1', '')}",
        f"{address.get('postal_code', '')} {address.get('city', '')} {address.get('country', '')}",
        "",
        *(f"{one.get('quantity')} x {one.get('sku')} at {one.get('unit_price')}" for one in sold),
        "",
        f"Total {asked.get('total', '')} {asked.get('currency', '')}",
        "",
        "Made by the sandbox: worth nothing.",
    ]


def _part(asked: Document, name: str) -> Document:
    part = asked.get(name)
    return part if isinstance(part, dict) else {}
