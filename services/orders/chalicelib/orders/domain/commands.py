"""What can be asked of an order, and what it can be told.

`answers` is the version of the order's event that asked for what is told; only the current
question can be answered.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.orders.domain.details import OrderDetails
from chalicelib.orders.domain.events import Fact


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Take this order."""

    details: OrderDetails
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Call the order off."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class RecordAcceptance:
    """The carrier took the order."""

    answers: int
    shipping_status: str
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class RecordShipment:
    """The carrier shipped the parcel; `fact` is what it said."""

    answers: int
    shipped_at: datetime
    tracking_number: str | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    """The carrier delivered the parcel; `fact` is what it said."""

    answers: int
    delivered_at: datetime
    fact: Fact


@dataclass(frozen=True, slots=True)
class RecordFailure:
    """The shipment failed for good."""

    answers: int
    code: str
    message: str
    retryable: bool


Command = (
    PlaceOrder | CancelOrder | RecordAcceptance | RecordShipment | RecordDelivery | RecordFailure
)
