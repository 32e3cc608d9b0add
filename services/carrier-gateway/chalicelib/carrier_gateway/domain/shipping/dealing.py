"""What one carrier was asked about an order, over all questions put to it, and what it did."""

from dataclasses import dataclass, replace

from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.scan import ParcelScanned, Scan
from chalicelib.carrier_gateway.domain.shipping.events import (
    CancellationAnswered,
    CancellationRequested,
    Event,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ShipmentAccepted,
    ShipmentFailed,
    ShipmentRequested,
    ShipmentTaken,
)


@dataclass(frozen=True, slots=True)
class Dealing:
    """What stands between an order and one carrier; `answers` is the newest question put to it.

    Questions form rounds, among which the carrier may know one from another: a definite refusal
    ends a round, an unknown outcome does not.
    `since` is the first question of the newest round.
    `may_have_it` is whether the carrier has the order, or may have it for all one knows.
    `telling` is true while it has yet to be told of a cancellation; `outcome` is how that ended.
    """

    way: Way
    answers: str
    since: str
    round: int = 1
    refused: bool = False
    may_have_it: bool = False
    shipped: OrderShipped | None = None
    delivered: OrderDelivered | None = None
    scans: frozenset[Scan] = frozenset()
    telling: bool = False
    outcome: Outcome | None = None

    @property
    def is_untold(self) -> bool:
        """Whether the carrier may have the order and was not told of its cancellation."""
        told = self.telling or self.outcome not in (None, Outcome.WITHDRAWN)
        return self.may_have_it and not told


def asked(before: Dealing | None, event: ShipmentRequested) -> Dealing:
    """Return the dealing after a question; EventBridge may have handed one over at any time."""
    handed_over = event.way is Way.API_DESTINATION
    start = Dealing(event.way, event.answers, event.answers, may_have_it=handed_over)
    if before is None:
        return start
    if before.refused:
        return replace(start, round=before.round + 1)
    may_have_it = handed_over or before.may_have_it
    return replace(start, since=before.since, round=before.round, may_have_it=may_have_it)


def evolve(dealing: Dealing, event: Event) -> Dealing:
    """Return the dealing after what else can happen."""
    match event:
        case ShipmentTaken() | ShipmentAccepted():
            return replace(dealing, may_have_it=True, refused=False)
        case OrderShipped():
            return replace(dealing, may_have_it=True, refused=False, shipped=event)
        case OrderDelivered():
            return replace(dealing, may_have_it=True, refused=False, delivered=event)
        case ParcelScanned(_, _, scan):
            return replace(dealing, scans=dealing.scans | {scan})
        case ShipmentFailed():
            return _failed(dealing, event)
        case CancellationRequested():
            return replace(dealing, telling=True, outcome=None)
        case CancellationAnswered(_, _, outcome):
            return replace(dealing, telling=False, outcome=outcome)
        case _:
            return dealing


def _failed(dealing: Dealing, event: ShipmentFailed) -> Dealing:
    """Only a refusal of what was asked tells that the carrier did nothing with it."""
    if event.answers != dealing.answers:
        return dealing
    return replace(dealing, refused=not event.retryable, may_have_it=event.retryable)
