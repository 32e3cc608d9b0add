"""What scans mean: which order a parcel is, and what a scan adds to what is known of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.carrier_gateway.domain.scan import ParcelScanned, RecordScan, Status
from chalicelib.carrier_gateway.domain.shipping.dealing import Dealing
from chalicelib.carrier_gateway.domain.shipping.events import Event, OrderDelivered, OrderShipped
from eventing.decider import Refusal

MOST_SCANS = 500
# Clocks and zones of others are not always right.
TOLERANCE = timedelta(days=1)
LONGEST_JOURNEY = timedelta(days=120)
# No carrier gives a number out again so soon: two parcels this near share it.
SOONEST_REUSE = timedelta(days=30)


class TooManyScans(Refusal):
    """No parcel is scanned so often: somebody's program runs wild."""

    def __init__(self) -> None:
        super().__init__(f"More than {MOST_SCANS} scans of one parcel are not kept.")


class ParcelUnknown(Refusal):
    """No order of this carrier can be the parcel."""

    def __init__(self) -> None:
        super().__init__("No order given to this partner has that tracking number at that time.")


class ParcelAmbiguous(Refusal):
    """Several orders of this carrier can be the parcel."""

    def __init__(self) -> None:
        super().__init__("Several orders given to this partner share that tracking number.")


def follow(dealing: Dealing, said: RecordScan) -> Sequence[Event]:
    """Return what a carrier's scan adds: itself, and what it is the first to show.

    Nothing is ever taken back, so the order in which scans come does not matter.

    Raises:
        TooManyScans: there are as many as are kept.
    """
    scan = said.scan
    if scan in dealing.scans:
        return []
    if len(dealing.scans) >= MOST_SCANS:
        raise TooManyScans
    carrier, answers, at = said.partner, dealing.answers, scan.occurred_at
    scanned = ParcelScanned(carrier, answers, scan, said.webhook_id)
    left = scan.shows_it_moved and not dealing.shipped
    arrived = scan.status is Status.DELIVERED and not dealing.delivered
    return [
        scanned,
        *([OrderShipped(carrier, answers, at, scan.tracking_number)] if left else []),
        *([OrderDelivered(carrier, answers, at)] if arrived else []),
    ]


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order that has, or had, a tracking number; `handed_at` is when its carrier was asked."""

    order_id: str
    handed_at: datetime
    delivered_at: datetime | None = None

    def is_delivered_before(self, at: datetime) -> bool:
        """Tell whether it had arrived before then."""
        return self.delivered_at is not None and self.delivered_at < at

    def may_be_scanned(self, at: datetime) -> bool:
        """Tell whether it can have been on its way at this time."""
        return self.handed_at - TOLERANCE <= at <= self.handed_at + LONGEST_JOURNEY


def parcel_meant(parcels: Iterable[Parcel], at: datetime) -> str:
    """Return the order whose parcel was scanned at this time, of all that had the number.

    Carriers give numbers out again.
    The newest parcel that was handed over before the scan is meant; one that had arrived is out
    of it once its number was given out again.
    If the scan is a little older than all that is left, its clock was wrong: the first is meant.

    Raises:
        ParcelUnknown: there is none.
        ParcelAmbiguous: two that were handed over within a month are both still on their way.
    """
    every = sorted(parcels, key=lambda parcel: parcel.handed_at)
    left = [p for p in every if p.may_be_scanned(at) and not _is_replaced(p, every, at)]
    if not left:
        raise ParcelUnknown
    before = [parcel for parcel in left if parcel.handed_at <= at]
    meant = before[-1] if before else left[0]
    if any(_share(meant, other) for other in left if other is not meant):
        raise ParcelAmbiguous
    return meant.order_id


def _is_replaced(parcel: Parcel, every: Sequence[Parcel], at: datetime) -> bool:
    """Tell whether its number was free again before the scan, and was given to a later parcel."""
    later = (other for other in every if other.handed_at > parcel.handed_at)
    return any(parcel.is_delivered_before(min(at, other.handed_at)) for other in later)


def _share(one: Parcel, other: Parcel) -> bool:
    first, second = sorted((one, other), key=lambda parcel: parcel.handed_at)
    near = second.handed_at - first.handed_at < SOONEST_REUSE
    return near and not first.is_delivered_before(second.handed_at)
