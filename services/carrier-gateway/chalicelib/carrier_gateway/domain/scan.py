"""What a carrier says of a parcel on its way, in words that are the same for all carriers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a parcel is: twelve states into which every carrier's own words are put."""

    PENDING = "pending"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    ON_HOLD = "on_hold"
    DELIVERY_DELAYED = "delivery_delayed"
    DELIVERY_FAILED = "delivery_failed"
    RETURN_TO_SENDER = "return_to_sender"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


# A parcel can be held or late before anybody fetched it.
MOVED = frozenset(
    {
        Status.PICKED_UP,
        Status.IN_TRANSIT,
        Status.OUT_FOR_DELIVERY,
        Status.READY_FOR_PICKUP,
        Status.DELIVERED,
        Status.DELIVERY_FAILED,
        Status.RETURN_TO_SENDER,
    }
)


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at a parcel; two that say the same are one, whatever message brought them.

    `reason` is a family (carrier, retailer, consignee, customs, weather, other), and after a
    dot what exactly.
    """

    status: Status
    occurred_at: datetime
    tracking_number: str | None = None
    reason: str | None = None
    location: str | None = None
    description: str | None = None

    @property
    def shows_it_moved(self) -> bool:
        """Whether the carrier had the parcel by then."""
        return self.status in MOVED


@dataclass(frozen=True, slots=True)
class RecordScan:
    """`partner` says in a webhook that it scanned the parcel."""

    partner: str
    scan: Scan
    webhook_id: str


@dataclass(frozen=True, slots=True)
class ParcelScanned:
    """The parcel was scanned; scans come late and in any order."""

    carrier: str
    answers: str
    scan: Scan
    webhook_id: str
