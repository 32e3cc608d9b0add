"""What is asked about the one order of the gateway's tests, and what comes of it."""

from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from chalicelib.carrier_gateway.application.causes import Cause
from chalicelib.carrier_gateway.domain.answering import callback_id
from chalicelib.carrier_gateway.domain.answers import (
    Customer,
    Decision,
    Document,
    Enrichment,
    Rejection,
    Review,
)
from chalicelib.carrier_gateway.domain.consignment import Line
from chalicelib.carrier_gateway.domain.inquiry.events import (
    DocumentIssued,
    DocumentRejected,
    EnrichmentCompleted,
    ReviewCompleted,
    TaskFailed,
    TaskRequested,
    TaskTaken,
    TaskWithdrawn,
)
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from tests.support.conversations import CANCELLED, CONSIGNMENT, NOON, ORDER_ID, READY, TENANT, World

BY = NOON + timedelta(hours=24)
QUESTION = {"external_id": "A-1001", "wanted": ["customer"], "channel": "full", "notes": "Ring."}
PDF = b"%PDF-1.7 one page"
SHA256 = sha256(PDF).hexdigest()
ISSUED_SAID = {
    "document_number": "F-2026-000017",
    "media_type": "application/pdf",
    "content": b64encode(PDF).decode(),
    "issued_at": "2026-11-20T12:00:05Z",
}
ENRICHED_SAID = {
    "customer": {"name": "Ada Example", "email": "ada@example.com", "locale": "de"},
    "lines": [{"sku": "MUG-BLUE", "quantity": 2, "unit_price": "9.95"}],
    "currency": "EUR",
    "attributes": {"vip": "yes"},
}

ENRICHMENT = Enrichment(
    customer=Customer("Ada Example", "ada@example.com", "de"),
    ship_to=CONSIGNMENT.ship_to,
    lines=(Line("MUG-BLUE", 2, "9.95"),),
    currency="EUR",
    attributes={"vip": "yes"},
)
DOCUMENT = Document(
    f"tax-documents/{ORDER_ID}/{SHA256}", "F-2026-000017", "application/pdf", 17, SHA256, NOON
)
REJECTION = Rejection("REGION_MISSING", "The address needs a region for its tax.")
REVIEW = Review(Decision.APPROVED, "Known customer.")

REQUESTED = TaskRequested("crm", 1, 1, callback_id(READY), READY, QUESTION)
TAKEN = TaskTaken("crm", READY, BY)
COMPLETED = EnrichmentCompleted("crm", READY, ENRICHMENT)
ISSUED = DocumentIssued("paperless", READY, DOCUMENT)
REJECTED = DocumentRejected("crm", READY, REJECTION.code, REJECTION.message)
REVIEWED = ReviewCompleted(READY, REVIEW.decision, REVIEW.note)
REFUSED = TaskFailed("crm", READY, "refused", "The partner answered 400.", False)
UNREACHABLE = TaskFailed("crm", READY, "unreachable", "No answer.", True)
WITHDRAWN = TaskWithdrawn("crm", CANCELLED)

PARTNERS = {Task.ENRICHMENT: "crm", Task.TAX_DOCUMENT: "paperless", Task.REVIEW: None}


def ask(world: World, task: Task = Task.ENRICHMENT, answers: str = READY, **changes: Any) -> Any:
    partner = changes.get("partner", PARTNERS[task])
    return world.inquiries.ask(ORDER_ID, task, partner, QUESTION, Cause(answers, TENANT))


def events(world: World, task: Task = Task.ENRICHMENT) -> list[Any]:
    return list(world.questions.read(stream_of(ORDER_ID, task)).events)


def kinds(world: World, task: Task = Task.ENRICHMENT) -> list[str]:
    return [type(event).__name__ for event in events(world, task)]
