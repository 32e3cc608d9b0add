"""What may become of a parcel: each scenario is a timeline in hours after it was taken."""

from dataclasses import dataclass

STATUSES = (
    "pending",
    "picked_up",
    "in_transit",
    "out_for_delivery",
    "ready_for_pickup",
    "delivered",
    "on_hold",
    "delivery_delayed",
    "delivery_failed",
    "return_to_sender",
    "cancelled",
    "unknown",
)


@dataclass(frozen=True)
class Scan:
    """Told by POST /webhooks/{name}, `told_h` hours after the parcel was taken, else at once."""

    hour: float
    status: str
    location: str
    description: str
    reason: str | None = None
    told_h: float | None = None


@dataclass(frozen=True)
class Shipped:
    """Told by POST /confirm-shipment."""

    hour: float


@dataclass(frozen=True)
class Delivered:
    """Told by POST /confirm-delivery."""

    hour: float


Step = Scan | Shipped | Delivered


@dataclass(frozen=True)
class Scenario:
    """`copies` is how often each scan is told; for `closed_h` hours no shipment is taken."""

    summary: str
    steps: tuple[Step, ...]
    copies: int = 1
    closed_h: float = 0


_LABEL = Scan(0, "pending", "Lyon", "Label printed")
_BEGIN = (
    _LABEL,
    Scan(6, "picked_up", "Lyon", "Collected from the sender"),
    Shipped(6),
    Scan(12, "in_transit", "Lyon", "Left the depot"),
)
_LONDON = Scan(40, "in_transit", "London", "Arrived at the depot")
_OUT = Scan(102, "out_for_delivery", "London", "On the van")
_HANDED = (Scan(107, "delivered", "London", "Handed to the recipient"), Delivered(107))
_BACK = (
    Scan(148, "return_to_sender", "London", "On its way back to the sender"),
    Scan(216, "return_to_sender", "Lyon", "Back with the sender"),
)

SCENARIOS = {
    "delivered": Scenario(
        "all goes well, in four and a half days", (*_BEGIN, _LONDON, _OUT, *_HANDED)
    ),
    "lost": Scenario(
        "no scan for days, then the carrier gives it up",
        (
            *_BEGIN,
            Scan(96, "delivery_delayed", "Lyon", "No scan for three days", "carrier.no_scan"),
            Scan(240, "unknown", "Lyon", "Search ended, parcel lost", "carrier.parcel_lost"),
        ),
    ),
    "returned": Scenario(
        "nobody at home, twice, and back to the sender",
        (
            *_BEGIN,
            _LONDON,
            Scan(54, "out_for_delivery", "London", "On the van"),
            Scan(58, "delivery_failed", "London", "Nobody at home", "consignee.not_home"),
            Scan(78, "out_for_delivery", "London", "On the van again"),
            Scan(82, "delivery_failed", "London", "Nobody at home", "consignee.not_home"),
            Scan(84, "ready_for_pickup", "London", "Waits at the parcel shop"),
            *_BACK,
        ),
    ),
    "customs_hold": Scenario(
        "held at the border for two days for a missing paper",
        (
            *_BEGIN,
            Scan(20, "on_hold", "Calais", "Held by customs", "customs.documents_missing"),
            Scan(68, "in_transit", "Calais", "Cleared"),
            Scan(76, "in_transit", "London", "Arrived at the depot"),
            _OUT,
            *_HANDED,
        ),
    ),
    "wrong_address": Scenario(
        "no such house, nobody answers, back to the sender",
        (
            *_BEGIN,
            _LONDON,
            Scan(58, "delivery_failed", "London", "No such number", "consignee.address_incorrect"),
            Scan(60, "on_hold", "London", "Waits for an address", "consignee.address_incorrect"),
            *_BACK,
        ),
    ),
    "duplicate_storm": Scenario(
        "all goes well, but each scan is told five times",
        (*_BEGIN, _LONDON, _OUT, *_HANDED),
        copies=5,
    ),
    "outage_6h": Scenario(
        "takes nothing for six hours (503); later six hours of scans come late and at once",
        (
            *_BEGIN,
            Scan(35, "in_transit", "Calais", "At the tunnel", told_h=41),
            Scan(38, "in_transit", "Folkestone", "Through the tunnel", told_h=41),
            Scan(40, "in_transit", "London", "Arrived at the depot", told_h=41),
            _OUT,
            *_HANDED,
        ),
        closed_h=6,
    ),
}
