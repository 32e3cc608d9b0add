"""What can have happened to an order, as it is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.orders.domain.details import Consignment, OrderDetails


@dataclass(frozen=True, slots=True)
class Fact:
    """What another context said, word for word, kept where it contradicts the order's state."""

    detail_type: str
    event_id: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """A client placed the order."""

    details: OrderDetails
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class OrderReadyToShip:
    """Nothing is left to do before shipping: the carrier's turn."""

    consignment: Consignment


@dataclass(frozen=True, slots=True)
class ShipmentAccepted:
    """The carrier took the order."""

    carrier: str
    shipping_status: str
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class OrderShipped:
    """The parcel left."""

    carrier: str
    shipped_at: datetime
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class OrderDelivered:
    """The parcel arrived."""

    carrier: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class ExceptionRaised:
    """The order cannot go on by itself; a person decides."""

    stage: str
    code: str
    message: str
    retryable: bool
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """The order was called off before it shipped."""

    carrier: str
    reason: str | None


Event = (
    OrderPlaced
    | OrderReadyToShip
    | ShipmentAccepted
    | OrderShipped
    | OrderDelivered
    | ExceptionRaised
    | OrderCancelled
)
