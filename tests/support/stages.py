"""An order of a channel with every stage, and one stage after the other, for every test of them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from chalicelib.orders.domain.commands import (
    AskAgain,
    PlaceOrder,
    RecordEnrichment,
    RecordReview,
    RecordStageFailure,
    RecordTaxDocument,
    ResolveException,
)
from chalicelib.orders.domain.details import Amendment, Document
from chalicelib.orders.domain.events import (
    Enriched,
    EnrichmentRequested,
    ExceptionRaised,
    ExceptionResolutionRefused,
    ExceptionResolved,
    Fact,
    OrderCancelled,
    OrderPlaced,
    OrderReadyToShip,
    Resolution,
    Reviewed,
    ReviewRequested,
    TaxDocumentIssued,
    TaxDocumentRequested,
)
from chalicelib.orders.domain.exceptions import WHY_REFUSED
from chalicelib.orders.domain.plan import Plan, Stage
from tests.support.orders import DETAILS, NOON, ORDER_ID, SAID_AT

ALL_STAGES = Plan("crm", ("customer", "ship_to", "lines"), Decimal(40), "paperless")
GIVEN = replace(DETAILS, customer=None, ship_to=None)
KNOWN = Amendment(customer=DETAILS.customer, ship_to=DETAILS.ship_to)
DOCUMENT = Document("tax/1.pdf", "F-1", "application/pdf", 9, "a" * 64, NOON)
SAID_ISSUED = Fact("tax.document_issued.v1", "inquiry#2", {"order_id": ORDER_ID})

PLACE_FULL = PlaceOrder(GIVEN, NOON, ALL_STAGES)
PLACED_FULL = OrderPlaced(GIVEN, NOON, ALL_STAGES)
ENRICHMENT_ASKED = EnrichmentRequested("crm", ("customer", "ship_to"), GIVEN)
ENRICHED = Enriched("crm", KNOWN, {"segment": "gold"})
REVIEW_ASKED = ReviewRequested(
    "total_above", "The total of 44.80 EUR is above 40.", Decimal("44.80"), "EUR"
)
REVIEWED = Reviewed("fine")
REJECTED = OrderCancelled("acme", "no")
DOCUMENT_ASKED = TaxDocumentRequested("paperless", DETAILS)
ISSUED = TaxDocumentIssued("paperless", DOCUMENT)
READY_AT_LAST = OrderReadyToShip(DETAILS.consignment)

# The story: each stage begins with the event at this version.
ENRICHING = (PLACED_FULL, ENRICHMENT_ASKED)
REVIEWING = (*ENRICHING, ENRICHED, REVIEW_ASKED)
ISSUING = (*REVIEWING, REVIEWED, DOCUMENT_ASKED)
PENDING_FULL = (*ISSUING, ISSUED, READY_AT_LAST)
ENRICHMENT_AT, REVIEW_AT, DOCUMENT_AT, READY_AT = 2, 4, 6, 8

ENRICH = RecordEnrichment(ENRICHMENT_AT, "crm", KNOWN, {"segment": "gold"}, SAID_AT)
ENRICH_HALF = replace(ENRICH, amendment=Amendment(ship_to=DETAILS.ship_to))
APPROVE = RecordReview(REVIEW_AT, approved=True, note="fine")
REJECT = RecordReview(REVIEW_AT, approved=False, note="no")
ISSUE = RecordTaxDocument(DOCUMENT_AT, "paperless", DOCUMENT, SAID_ISSUED, SAID_AT)
FAIL_ENRICHMENT = RecordStageFailure(
    ENRICHMENT_AT, Stage.ENRICHMENT, "unreachable", "The partner is silent.", True, SAID_AT
)
FAIL_DOCUMENT = RecordStageFailure(
    DOCUMENT_AT, Stage.TAX_DOCUMENT, "R12", "The tax number is wrong.", False, SAID_AT
)
AGAIN_ENRICHMENT = AskAgain(FAIL_ENRICHMENT)
AGAIN_DOCUMENT = AskAgain(replace(FAIL_DOCUMENT, code="no_answer", retryable=True))

HALF = Enriched("crm", ENRICH_HALF.amendment, {"segment": "gold"})
INCOMPLETE = ExceptionRaised(
    "enrichment", "incomplete", "Still missing: customer.", False, None, SAID_AT
)
ISSUED_TOO_LATE = ExceptionRaised(
    "tax_document",
    "document_issued_after_cancellation",
    "The tax document was issued after all; it must be voided.",
    False,
    SAID_ISSUED,
    SAID_AT,
)


def stopped(failure: RecordStageFailure) -> ExceptionRaised:
    """Return the exception that a failure leads to."""
    return ExceptionRaised(
        failure.stage, failure.code, failure.message, failure.retryable, None, failure.said_at
    )


def resolve(exception: int, resolution: str, **given: Any) -> ResolveException:
    """Build what a person decides about the exception raised at this version."""
    return ResolveException(exception, f"{ORDER_ID}#{exception}", Resolution(resolution), **given)


def resolved(
    exception: int, resolution: str, stage: str, amendment: Amendment | None = None
) -> ExceptionResolved:
    return ExceptionResolved(exception, Resolution(resolution), stage, amendment)


def refused(asked: ResolveException, code: str) -> ExceptionResolutionRefused:
    message = WHY_REFUSED[code]
    return ExceptionResolutionRefused(asked.exception_id, asked.resolution, code, message)
