"""How orders are stored, and what each stored event says to the world."""

from collections.abc import Sequence
from typing import assert_never

from chalicelib.orders.domain import details, events
from chalicelib.orders.domain.events import Event
from contracts import order as contracts
from contracts.contract import Contract
from contracts.parts import Address, ContradictingFact, Customer, Line
from eventing.language import Language


def published(event: Event, event_id: str) -> Sequence[Contract]:
    """Return the contract of `event`, one for each live major version."""
    order_id = event_id.rpartition("#")[0]
    match event:
        case events.OrderPlaced():
            return [_placed(order_id, event.details)]
        case events.OrderReadyToShip():
            return [_ready(order_id, event.consignment)]
        case events.ExceptionRaised():
            return [_exception(order_id, event_id, event)]
        case _:
            return [_shipping(order_id, event)]


def _placed(order_id: str, order: details.OrderDetails) -> Contract:
    customer = order.customer
    return contracts.OrderPlacedV1(
        order_id=order_id,
        external_id=order.external_id,
        channel=order.channel,
        customer=Customer(name=customer.name, email=customer.email, locale=customer.locale),
        lines=_lines(order.lines),
        currency=order.currency,
        total=str(details.total_of(order.lines)),
        carrier=order.carrier,
        dispatch_by=order.dispatch_by,
        notes=order.notes,
    )


def _ready(order_id: str, consignment: details.Consignment) -> Contract:
    return contracts.OrderReadyToShipV1(
        order_id=order_id,
        external_id=consignment.external_id,
        carrier=consignment.carrier,
        ship_to=_address(consignment.ship_to),
        lines=_lines(consignment.lines),
        currency=consignment.currency,
        total=str(details.total_of(consignment.lines)),
        dispatch_by=consignment.dispatch_by,
    )


def _exception(order_id: str, event_id: str, event: events.ExceptionRaised) -> Contract:
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


def _shipping(
    order_id: str,
    event: events.ShipmentAccepted
    | events.OrderShipped
    | events.OrderDelivered
    | events.OrderCancelled,
) -> Contract:
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
        case events.OrderCancelled(carrier, reason):
            return contracts.OrderCancelledV1(order_id=order_id, carrier=carrier, reason=reason)
        case _:
            assert_never(event)


def _address(to: details.Address) -> Address:
    return Address(
        name=to.name,
        line1=to.line1,
        line2=to.line2,
        city=to.city,
        region=to.region,
        postal_code=to.postal_code,
        country=to.country,
    )


def _lines(lines: Sequence[details.Line]) -> list[Line]:
    return [
        Line(
            sku=line.sku,
            description=line.description,
            quantity=line.quantity,
            unit_price=str(line.unit_price),
        )
        for line in lines
    ]


LANGUAGE: Language[Event] = Language(
    context="order",
    source="waybill.orders",
    # The stored names are ours for ever; the classes may be renamed or moved.
    stored={
        "order-placed/1": events.OrderPlaced,
        "order-ready-to-ship/1": events.OrderReadyToShip,
        "shipment-accepted/1": events.ShipmentAccepted,
        "order-shipped/1": events.OrderShipped,
        "order-delivered/1": events.OrderDelivered,
        "exception-raised/1": events.ExceptionRaised,
        "order-cancelled/1": events.OrderCancelled,
    },
    contracts=published,
)
