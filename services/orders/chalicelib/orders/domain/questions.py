"""What each stage asks for, and which stage comes next."""

from chalicelib.orders.domain.details import OrderDetails
from chalicelib.orders.domain.events import (
    EnrichmentRequested,
    OrderReadyToShip,
    Question,
    ReviewRequested,
    TaxDocumentRequested,
)
from chalicelib.orders.domain.plan import DEFERRABLE, Plan, Stage

IN_ORDER = (Stage.ENRICHMENT, Stage.REVIEW, Stage.TAX_DOCUMENT, Stage.SHIPPING)
TOTAL_ABOVE = "total_above"


def next_question(
    details: OrderDetails, plan: Plan, done: frozenset[Stage], *, start: Stage = Stage.ENRICHMENT
) -> Question:
    """Return what is asked next: in the first stage from `start` that is planned and not done."""
    for stage in IN_ORDER[IN_ORDER.index(start) :]:
        if stage not in done and (question := _question(stage, details, plan)):
            return question
    raise AssertionError("every order is shipped at last")


def stage_of(question: Question) -> Stage:
    """Return the stage that `question` opens."""
    match question:
        case EnrichmentRequested():
            return Stage.ENRICHMENT
        case ReviewRequested():
            return Stage.REVIEW
        case TaxDocumentRequested():
            return Stage.TAX_DOCUMENT
        case OrderReadyToShip():
            return Stage.SHIPPING


def _question(stage: Stage, details: OrderDetails, plan: Plan) -> Question | None:
    match stage:
        case Stage.ENRICHMENT if plan.enrichment:
            wanted = tuple(field for field in DEFERRABLE if field in details.missing)
            return EnrichmentRequested(plan.enrichment, wanted, details)
        case Stage.REVIEW if plan.review_above is not None:
            return _review(details, plan)
        case Stage.TAX_DOCUMENT if plan.tax_document:
            return TaxDocumentRequested(plan.tax_document, details)
        case Stage.SHIPPING:
            return OrderReadyToShip(details.consignment)
        case _:
            return None


def _review(details: OrderDetails, plan: Plan) -> Question | None:
    total, currency, limit = details.total, details.currency, plan.review_above
    if total is None or currency is None or limit is None or total <= limit:
        return None
    message = f"The total of {total} {currency} is above {limit}."
    return ReviewRequested(TOTAL_ABOVE, message, total, currency)
