"""How orders are stored, and what each stored event says to the world."""

from collections.abc import Sequence
from typing import Any, assert_never

from chalicelib.orders.adapters import contract_parts as parts
from chalicelib.orders.domain import events
from chalicelib.orders.domain.details import Consignment, OrderDetails
from chalicelib.orders.domain.events import Event, ParcelEvent, Question, StageAnswer
from contracts import order as contracts
from contracts.contract import Contract
from contracts.parts import ContradictingFact
from eventing.language import Language


def published(event: Event, event_id: str) -> Sequence[Contract]:
    """Return the contract of `event`, one for each live major version."""
    order_id = event_id.rpartition("#")[0]
    match event:
        case events.OrderPlaced():
            return [_placed(order_id, event.details)]
        case events.OrderCancelled(carrier, reason):
            said = contracts.OrderCancelledV1(order_id=order_id, carrier=carrier, reason=reason)
            return [said]
        case events.ExceptionRaised():
            return [_raised(order_id, event_id, event)]
        case events.ExceptionResolved() | events.ExceptionResolutionRefused():
            return [_decided(order_id, event)]
        case events.ShipmentAccepted() | events.OrderShipped() | events.OrderDelivered():
            return [_parcel(order_id, event)]
        case events.Enriched() | events.Reviewed() | events.TaxDocumentIssued():
            return [_answer(order_id, event)]
        case _:
            return [_question(order_id, event)]


def _placed(order_id: str, order: OrderDetails) -> Contract:
    return contracts.OrderPlacedV1(
        order_id=order_id,
        external_id=order.external_id,
        channel=order.channel,
        customer=parts.customer(order.customer),
        lines=parts.lines(order.lines),
        currency=order.currency,
        total=parts.total(order.lines),
        carrier=order.carrier,
        dispatch_by=order.dispatch_by,
        notes=order.notes,
    )


def _question(order_id: str, question: Question) -> Contract:
    match question:
        case events.EnrichmentRequested(partner, wanted, details):
            return contracts.OrderEnrichmentRequestedV1(
                order_id=order_id,
                partner=partner,
                wanted=list(wanted),
                channel=details.channel,
                notes=details.notes,
                **_goods(details),
            )
        case events.ReviewRequested(rule, message, total, currency):
            return contracts.OrderReviewRequestedV1(
                order_id=order_id,
                rule=rule,
                message=message,
                total=parts.money(total),
                currency=currency,
            )
        case events.TaxDocumentRequested(partner, details):
            sum_of_all = parts.total(details.lines)
            return contracts.OrderTaxDocumentRequestedV1(
                order_id=order_id, partner=partner, total=sum_of_all, **_goods(details)
            )
        case events.OrderReadyToShip(consignment):
            return _ready(order_id, consignment)
        case _:
            assert_never(question)


def _goods(order: OrderDetails) -> dict[str, Any]:
    """Return what the partners before shipping are told of an order."""
    return {
        "external_id": order.external_id,
        "customer": parts.customer(order.customer),
        "ship_to": parts.address(order.ship_to),
        "lines": parts.lines(order.lines),
        "currency": order.currency,
    }


def _ready(order_id: str, consignment: Consignment) -> Contract:
    return contracts.OrderReadyToShipV1(
        order_id=order_id,
        external_id=consignment.external_id,
        carrier=consignment.carrier,
        ship_to=parts.address(consignment.ship_to),
        lines=parts.lines(consignment.lines),
        currency=consignment.currency,
        total=parts.total(consignment.lines),
        dispatch_by=consignment.dispatch_by,
    )


def _answer(order_id: str, answer: StageAnswer) -> Contract:
    match answer:
        case events.Enriched(partner, amendment, attributes):
            return contracts.OrderEnrichedV1(
                order_id=order_id,
                partner=partner,
                customer=parts.customer(amendment.customer),
                ship_to=parts.address(amendment.ship_to),
                lines=parts.lines(amendment.lines),
                currency=amendment.currency,
                total=parts.total(amendment.lines),
                attributes=dict(attributes) or None,
            )
        case events.Reviewed(note):
            return contracts.OrderReviewedV1(order_id=order_id, note=note)
        case events.TaxDocumentIssued(partner, document):
            return contracts.OrderTaxDocumentIssuedV1(
                order_id=order_id, partner=partner, document=parts.document(document)
            )
        case _:
            assert_never(answer)


def _raised(order_id: str, event_id: str, event: events.ExceptionRaised) -> Contract:
    fact = event.fact
    return contracts.OrderExceptionRaisedV1(
        order_id=order_id,
        exception_id=event_id,
        stage=event.stage,
        code=event.code,
        message=event.message,
        retryable=event.retryable,
        fact=fact
        and ContradictingFact(detail_type=fact.detail_type, event_id=fact.event_id, data=fact.data),
    )


def _decided(
    order_id: str, event: events.ExceptionResolved | events.ExceptionResolutionRefused
) -> Contract:
    match event:
        case events.ExceptionResolved(exception, resolution, stage, amendment):
            return contracts.OrderExceptionResolvedV1(
                order_id=order_id,
                exception_id=f"{order_id}#{exception}",
                resolution=resolution.value,
                stage=stage,
                corrections=parts.corrections(amendment),
            )
        case events.ExceptionResolutionRefused(exception_id, resolution, code, message):
            return contracts.OrderExceptionResolutionRefusedV1(
                order_id=order_id,
                exception_id=exception_id,
                resolution=resolution.value,
                code=code,
                message=message,
            )
        case _:
            assert_never(event)


def _parcel(order_id: str, event: ParcelEvent) -> Contract:
    match event:
        case events.ShipmentAccepted(carrier, status, tracking):
            return contracts.OrderShipmentAcceptedV1(
                order_id=order_id, carrier=carrier, shipping_status=status, tracking_number=tracking
            )
        case events.OrderShipped(carrier, at, tracking):
            return contracts.OrderShippedV1(
                order_id=order_id, carrier=carrier, shipped_at=at, tracking_number=tracking
            )
        case events.OrderDelivered(carrier, at):
            return contracts.OrderDeliveredV1(order_id=order_id, carrier=carrier, delivered_at=at)
        case _:
            assert_never(event)


LANGUAGE: Language[Event] = Language(
    context="order",
    source="waybill.orders",
    # The stored names are ours for ever; the classes may be renamed or moved.
    stored={
        "order-placed/1": events.OrderPlaced,
        "enrichment-requested/1": events.EnrichmentRequested,
        "enriched/1": events.Enriched,
        "review-requested/1": events.ReviewRequested,
        "reviewed/1": events.Reviewed,
        "tax-document-requested/1": events.TaxDocumentRequested,
        "tax-document-issued/1": events.TaxDocumentIssued,
        "order-ready-to-ship/1": events.OrderReadyToShip,
        "shipment-accepted/1": events.ShipmentAccepted,
        "order-shipped/1": events.OrderShipped,
        "order-delivered/1": events.OrderDelivered,
        "exception-raised/1": events.ExceptionRaised,
        "exception-resolved/1": events.ExceptionResolved,
        "exception-resolution-refused/1": events.ExceptionResolutionRefused,
        "order-cancelled/1": events.OrderCancelled,
    },
    contracts=published,
)
