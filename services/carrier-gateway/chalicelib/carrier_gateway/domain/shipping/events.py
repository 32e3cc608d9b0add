"""What can have happened between an order and its carrier, as it is stored.

`answers` is the id of the order's event that asked.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.carrier_gateway.domain.consignment import Consignment
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.scan import ParcelScanned


class Outcome(StrEnum):
    """How telling a carrier of a cancellation ended."""

    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class ShipmentRequested:
    """The carrier is to be asked; it returns `callback_id` with a late answer.

    `answer_by` is when an answer counts as overdue, where nobody here sees the request taken.
    """

    carrier: str
    way: Way
    callback_id: str
    answers: str
    consignment: Consignment
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShipmentTaken:
    """The carrier took the request; it counts as unanswered after `answer_by`."""

    carrier: str
    answers: str
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class ShipmentAccepted:
    """The carrier will ship."""

    carrier: str
    answers: str
    shipping_status: str
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class OrderShipped:
    """The parcel left."""

    carrier: str
    answers: str
    shipped_at: datetime
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class OrderDelivered:
    """The parcel arrived."""

    carrier: str
    answers: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class ShipmentFailed:
    """The carrier will not ship, or could not be asked."""

    carrier: str
    answers: str
    code: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class CancellationRequested:
    """The carrier is to be told that the order was cancelled."""

    carrier: str
    way: Way
    answers: str


@dataclass(frozen=True, slots=True)
class CancellationAnswered:
    """What became of the cancellation."""

    carrier: str
    answers: str
    outcome: Outcome
    message: str | None


Event = (
    ShipmentRequested
    | ShipmentTaken
    | ShipmentAccepted
    | OrderShipped
    | OrderDelivered
    | ParcelScanned
    | ShipmentFailed
    | CancellationRequested
    | CancellationAnswered
)
