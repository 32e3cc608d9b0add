"""What follows from the answers that the stages before shipping get, and from their failures."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from chalicelib.orders.domain.commands import (
    AskAgain,
    RecordEnrichment,
    RecordReview,
    RecordStageFailure,
    RecordTaxDocument,
    StageCommand,
)
from chalicelib.orders.domain.details import OrderDetails, can_be_written
from chalicelib.orders.domain.events import (
    Enriched,
    Event,
    ExceptionRaised,
    OrderCancelled,
    Reviewed,
    StageAnswer,
    TaxDocumentIssued,
)
from chalicelib.orders.domain.plan import Stage
from chalicelib.orders.domain.questions import next_question
from chalicelib.orders.domain.state import DURING, Order, Status, evolve

INCOMPLETE = "incomplete"
INVALID_ANSWER = "invalid_answer"


def told_of_stage(order: Order, told: StageCommand) -> Sequence[Event]:
    """Return what follows; only the current question can be answered, and only once."""
    match told:
        case RecordEnrichment():
            return _enriched(order, told)
        case RecordReview():
            return _reviewed(order, told)
        case RecordTaxDocument():
            return _issued(order, told)
        case RecordStageFailure():
            return _failed(order, told)
        case AskAgain():
            return _asked_again(order, told)
        case _:
            assert_never(told)


def lacking(details: OrderDetails) -> str:
    """Say in words what an order still lacks."""
    return f"Still missing: {', '.join(details.missing)}."


def _enriched(order: Order, told: RecordEnrichment) -> Sequence[Event]:
    if not _is_awaited(order, Stage.ENRICHMENT, told.answers):
        return []
    if not can_be_written(told.amendment.lines):
        message = "The lines together cost more than an order can."
        return [_stop(Stage.ENRICHMENT, INVALID_ANSWER, message, told.said_at)]
    enriched = Enriched(told.partner, told.amendment, told.attributes)
    details = order.known.amended(told.amendment)
    if details.missing:
        return [enriched, _stop(Stage.ENRICHMENT, INCOMPLETE, lacking(details), told.said_at)]
    return _go_on(order, enriched)


def _reviewed(order: Order, told: RecordReview) -> Sequence[Event]:
    """Go on, or end the order: a rejection does, whatever else may be wrong with it."""
    if not _is_awaited(order, Stage.REVIEW, told.answers):
        return []
    if told.approved:
        return _go_on(order, Reviewed(told.note))
    return [OrderCancelled(order.carrier, told.note or "Rejected in the review")]


def _issued(order: Order, told: RecordTaxDocument) -> Sequence[Event]:
    if _is_awaited(order, Stage.TAX_DOCUMENT, told.answers):
        return _go_on(order, TaxDocumentIssued(told.partner, told.document))
    if order.status is Status.CANCELLED and _is_current(order, Stage.TAX_DOCUMENT, told.answers):
        code = "document_issued_after_cancellation"
        message = "The tax document was issued after all; it must be voided."
        return [ExceptionRaised(Stage.TAX_DOCUMENT, code, message, False, told.fact, told.said_at)]
    return []


def _failed(order: Order, told: RecordStageFailure) -> Sequence[Event]:
    """Stop the order; once it is answered, no longer asked, or the parcel left, this is moot."""
    left = order.returned or order.facts
    if left or not _is_awaited(order, told.stage, told.answers):
        return []
    return [_stop(told.stage, told.code, told.message, told.said_at, retryable=told.retryable)]


def _asked_again(order: Order, told: AskAgain) -> Sequence[Event]:
    failure = told.failure
    if order.status is Status.EXCEPTION:  # nothing is asked while a person looks at it
        return _failed(order, failure)
    if not _is_awaited(order, failure.stage, failure.answers):
        return []
    return [next_question(order.known, order.plan, order.done, start=failure.stage)]


def _go_on(order: Order, answer: StageAnswer) -> Sequence[Event]:
    """Keep the answer, and go on to the next stage unless a person looks at the order."""
    if order.status is Status.EXCEPTION:
        return [answer]
    after = evolve(order, answer)
    return [answer, next_question(after.known, after.plan, after.done, start=order.stage)]


def _is_awaited(order: Order, stage: Stage, answers: int) -> bool:
    """Tell whether the question of `stage` is the one that `answers` names, and still open."""
    is_open = order.standing is DURING[stage] and stage not in order.done and not order.failed
    return is_open and _is_current(order, stage, answers)


def _is_current(order: Order, stage: Stage, answers: int) -> bool:
    return order.stage is stage and order.asked == answers


def _stop(
    stage: Stage, code: str, message: str, said_at: datetime, *, retryable: bool = False
) -> ExceptionRaised:
    return ExceptionRaised(stage, code, message, retryable, None, said_at)
