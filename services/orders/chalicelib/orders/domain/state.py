"""Where an order stands, and what each event means for it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import assert_never

from chalicelib.orders.domain.details import Document, OrderDetails
from chalicelib.orders.domain.events import (
    Enriched,
    EnrichmentRequested,
    Event,
    ExceptionRaised,
    ExceptionResolutionRefused,
    ExceptionResolved,
    Fact,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    OrderReadyToShip,
    OrderShipped,
    ParcelEvent,
    Question,
    Reviewed,
    ReviewRequested,
    ShipmentAccepted,
    StageAnswer,
    TaxDocumentIssued,
    TaxDocumentRequested,
)
from chalicelib.orders.domain.plan import Plan, Stage
from chalicelib.orders.domain.questions import stage_of

SHIPPED_FACT = "carrier.order_shipped.v1"
DELIVERED_FACT = "carrier.order_delivered.v1"
RETURNED_TO_SENDER = "returned_to_sender"
RETURNED_AFTER_CANCELLATION = "returned_after_cancellation"
RETURNED = {RETURNED_TO_SENDER, RETURNED_AFTER_CANCELLATION}


class Status(StrEnum):
    """Where an order stands."""

    RECEIVED = "received"
    ENRICHING = "enriching"
    REVIEWING = "reviewing"
    ISSUING_DOCUMENT = "issuing_document"
    PENDING = "pending"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    CANCELLED = "cancelled"


DURING = {
    Stage.ENRICHMENT: Status.ENRICHING,
    Stage.REVIEW: Status.REVIEWING,
    Stage.TAX_DOCUMENT: Status.ISSUING_DOCUMENT,
    Stage.SHIPPING: Status.PENDING,
}


@dataclass(frozen=True, slots=True)
class Order:
    """An order's state after `version` events.

    `asked` is the version of its newest question, `stage` that question's stage, `tries` how often
    it was put without a person between, and `failed` whether nothing came of it;
    `shipping_asked` are the versions of all questions to carriers.
    While in exception, `resumes` is the state it came from, and `facts` is what carriers said
    against the state.
    """

    version: int = 0
    status: Status = Status.RECEIVED
    stage: Stage = Stage.ENRICHMENT
    asked: int = 0
    tries: int = 0
    failed: bool = False
    shipping_asked: tuple[int, ...] = ()
    done: frozenset[Stage] = frozenset()
    details: OrderDetails | None = None
    plan: Plan = field(default_factory=Plan)
    placed_at: datetime | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    tax_document: Document | None = None
    shipping_status: str | None = None
    tracking_number: str | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    returned: bool = False
    exception: ExceptionRaised | None = None
    exceptions: tuple[int, ...] = ()
    resumes: Status = Status.RECEIVED
    facts: tuple[Fact, ...] = ()
    cancel_reason: str | None = None

    @property
    def carrier(self) -> str:
        """Who ships it."""
        return self.details.carrier if self.details else ""

    @property
    def standing(self) -> Status:
        """Where it stands, or stood before it came into exception."""
        return self.resumes if self.status is Status.EXCEPTION else self.status

    @property
    def known(self) -> OrderDetails:
        """What it says; only of an order that was placed."""
        assert self.details, "an order without events is nobody's"
        return self.details


def evolve(order: Order, event: Event) -> Order:
    """Return the order after `event`; a late fact fills in what is missing, and no more."""
    order = replace(order, version=order.version + 1)
    match event:
        case OrderPlaced():
            return replace(order, details=event.details, plan=event.plan, placed_at=event.placed_at)
        case (
            EnrichmentRequested() | ReviewRequested() | TaxDocumentRequested() | OrderReadyToShip()
        ):
            return _asked(order, event)
        case Enriched() | Reviewed() | TaxDocumentIssued():
            return _answered(order, event)
        case ShipmentAccepted() | OrderShipped() | OrderDelivered():
            return _moved(order, event)
        case OrderCancelled():
            return replace(order, status=Status.CANCELLED, cancel_reason=event.reason)
        case _:
            return _excepted(order, event)


def _asked(order: Order, question: Question) -> Order:
    stage = stage_of(question)
    shipping = (order.version,) if stage is Stage.SHIPPING else ()
    return replace(
        order,
        status=DURING[stage],
        stage=stage,
        asked=order.version,
        tries=order.tries + 1 if stage is order.stage else 1,
        failed=False,
        shipping_asked=order.shipping_asked + shipping,
    )


def _answered(order: Order, answer: StageAnswer) -> Order:
    match answer:
        case Enriched():
            details = order.known.amended(answer.amendment)
            done = order.done if details.missing else order.done | {Stage.ENRICHMENT}
            attributes = {**order.attributes, **answer.attributes}
            return replace(order, details=details, attributes=attributes, done=done)
        case Reviewed():
            return replace(order, done=order.done | {Stage.REVIEW})
        case TaxDocumentIssued():
            done = order.done | {Stage.TAX_DOCUMENT}
            return replace(order, tax_document=answer.document, done=done)


def _moved(order: Order, event: ParcelEvent) -> Order:
    match event:
        case ShipmentAccepted():
            tracking = order.tracking_number or event.tracking_number
            status = event.shipping_status
            return replace(order, shipping_status=status, tracking_number=tracking)
        case OrderShipped():
            tracking = event.tracking_number or order.tracking_number
            shipped = partial(replace, order, shipped_at=event.shipped_at, tracking_number=tracking)
            if order.status is Status.EXCEPTION:
                return shipped(resumes=Status.SHIPPED)
            delivered = order.status is Status.DELIVERED
            return shipped(status=order.status if delivered else Status.SHIPPED)
        case OrderDelivered():
            return replace(order, status=Status.DELIVERED, delivered_at=event.delivered_at)


def _excepted(
    order: Order, event: ExceptionRaised | ExceptionResolved | ExceptionResolutionRefused
) -> Order:
    match event:
        case ExceptionRaised():
            return _stopped(order, event)
        case ExceptionResolved():
            amended = order.known.amended(event.amendment) if event.amendment else order.details
            return replace(
                order,
                status=order.resumes,
                details=amended,
                exception=None,
                facts=(),
                tries=0,
                failed=False,
            )
        case ExceptionResolutionRefused():
            return order
        case _:
            assert_never(event)


def _stopped(order: Order, event: ExceptionRaised) -> Order:
    said = event.fact
    parcel = said is not None and said.detail_type in (SHIPPED_FACT, DELIVERED_FACT)
    failed = event.stage == order.stage and not (said or event.by_client)
    return replace(
        order,
        status=Status.EXCEPTION,
        resumes=order.resumes if order.status is Status.EXCEPTION else order.status,
        exception=event,
        exceptions=(*order.exceptions, order.version),
        facts=(*order.facts, said) if said and parcel else order.facts,
        failed=order.failed or failed,
        returned=order.returned or (event.stage == Stage.DELIVERY and event.code in RETURNED),
    )
