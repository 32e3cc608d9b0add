"""The order: its state, what each event means for it, and what each command leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import assert_never

from chalicelib.orders.domain.commands import (
    CancelOrder,
    Command,
    PlaceOrder,
    RecordAcceptance,
    RecordDelivery,
    RecordFailure,
    RecordShipment,
)
from chalicelib.orders.domain.details import OrderDetails
from chalicelib.orders.domain.events import (
    Event,
    ExceptionRaised,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    OrderReadyToShip,
    OrderShipped,
    ShipmentAccepted,
)
from eventing.decider import Decider, Refusal


class OrderUnknown(Refusal):
    """There is no such order, or it is another tenant's."""

    def __init__(self) -> None:
        super().__init__("There is no such order.")


class OrderNotCancellable(Refusal):
    """The order has gone too far, or waits for a person."""

    def __init__(self, status: "Status") -> None:
        super().__init__(f"The order's state is {status}; it can be cancelled only up to pending.")


class Status(StrEnum):
    """Where an order stands."""

    RECEIVED = "received"
    PENDING = "pending"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Order:
    """An order's state after `version` events; `asked` is the version of its open question."""

    version: int = 0
    status: Status = Status.RECEIVED
    asked: int = 0
    details: OrderDetails | None = None
    placed_at: datetime | None = None
    shipping_status: str | None = None
    tracking_number: str | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    exception: ExceptionRaised | None = None
    cancel_reason: str | None = None

    @property
    def carrier(self) -> str:
        """Who ships it."""
        return self.details.carrier if self.details else ""


def decide(order: Order, command: Command) -> Sequence[Event]:
    """Return what `command` leads to; nothing new for what is known or no longer asked."""
    match command:
        case PlaceOrder():
            return _place(order, command)
        case _ if order.details is None:
            raise OrderUnknown
        case CancelOrder():
            return _cancel(order, command)
        case _:
            return _told(order, command) if command.answers == order.asked else []


def _place(order: Order, command: PlaceOrder) -> Sequence[Event]:
    if order.details:
        return []
    placed = OrderPlaced(command.details, command.placed_at)
    return [placed, OrderReadyToShip(command.details.consignment)]


def _cancel(order: Order, command: CancelOrder) -> Sequence[Event]:
    match order.status:
        case Status.CANCELLED:
            return []
        case Status.RECEIVED | Status.PENDING:
            return [OrderCancelled(order.carrier, command.reason)]
        case _:
            raise OrderNotCancellable(order.status)


def _told(
    order: Order, command: RecordAcceptance | RecordShipment | RecordDelivery | RecordFailure
) -> Sequence[Event]:
    match command:
        case RecordAcceptance():
            return _accepted(order, command)
        case RecordShipment():
            return _shipped(order, command)
        case RecordDelivery():
            return _delivered(order, command)
        case RecordFailure():
            return _failed(order, command)
        case _:
            assert_never(command)


def _accepted(order: Order, told: RecordAcceptance) -> Sequence[Event]:
    """Keep what is new in it; an acceptance changes no state, however late it comes."""
    tracking_known = order.tracking_number or not told.tracking_number
    if order.shipping_status and tracking_known:
        return []
    return [ShipmentAccepted(order.carrier, told.shipping_status, told.tracking_number)]


def _shipped(order: Order, told: RecordShipment) -> Sequence[Event]:
    if order.shipped_at:
        return []
    if contradiction := _contradiction(order, "shipped", told):
        return [contradiction]
    return [OrderShipped(order.carrier, told.shipped_at, told.tracking_number)]


def _delivered(order: Order, told: RecordDelivery) -> Sequence[Event]:
    if order.delivered_at:
        return []
    if contradiction := _contradiction(order, "delivered", told):
        return [contradiction]
    return [OrderDelivered(order.carrier, told.delivered_at)]


def _failed(order: Order, told: RecordFailure) -> Sequence[Event]:
    """Stop a pending order; once it shipped, was cancelled or stopped, the failure is moot."""
    if order.status is not Status.PENDING:
        return []
    return [ExceptionRaised("shipping", told.code, told.message, told.retryable, fact=None)]


def _contradiction(
    order: Order, what: str, told: RecordShipment | RecordDelivery
) -> ExceptionRaised | None:
    """Put a fact that the state rules out before a person, with the fact itself."""
    if order.status is Status.CANCELLED:
        code, message = f"{what}_after_cancellation", f"The parcel was {what} after all."
    elif order.status is Status.EXCEPTION:
        code, message = f"{what}_while_in_exception", f"The parcel was {what} meanwhile."
    else:
        return None
    return ExceptionRaised("shipping", code, message, retryable=False, fact=told.fact)


def evolve(order: Order, event: Event) -> Order:
    """Return the order after `event`; a late fact fills in what is missing, and no more."""
    version = order.version + 1
    after = partial(replace, order, version=version)
    match event:
        case OrderPlaced():
            return after(details=event.details, placed_at=event.placed_at)
        case OrderReadyToShip():
            return after(status=Status.PENDING, asked=version)
        case ShipmentAccepted():
            tracking = order.tracking_number or event.tracking_number
            return after(shipping_status=event.shipping_status, tracking_number=tracking)
        case OrderShipped():
            tracking = event.tracking_number or order.tracking_number
            delivered = order.status is Status.DELIVERED
            status = order.status if delivered else Status.SHIPPED
            return after(status=status, shipped_at=event.shipped_at, tracking_number=tracking)
        case OrderDelivered():
            return after(status=Status.DELIVERED, delivered_at=event.delivered_at)
        case ExceptionRaised():
            return after(status=Status.EXCEPTION, exception=event)
        case OrderCancelled():
            return after(status=Status.CANCELLED, cancel_reason=event.reason)
        case _:
            assert_never(event)


ORDER: Decider[Command, Order, Event] = Decider(Order(), decide, evolve)
