"""What this subscriber is for: where each order stands, and how it came there.

No personal data is kept: neither the customer nor what people wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.contract import Contract
from contracts.order import (
    OrderCancelledV1,
    OrderDeliveredV1,
    OrderEnrichedV1,
    OrderExceptionRaisedV1,
    OrderExceptionResolutionRefusedV1,
    OrderExceptionResolvedV1,
    OrderPlacedV1,
    OrderReadyToShipV1,
    OrderReviewedV1,
    OrderShipmentAcceptedV1,
    OrderShippedV1,
    OrderTaxDocumentIssuedV1,
)
from subscriber.event import Event

# One major of each fact: while two are published, both tell the same event, and this one is taken.
MODELS: dict[str, type[Contract]] = {
    model.DETAIL_TYPE: model
    for model in (
        OrderPlacedV1,
        OrderEnrichedV1,
        OrderReviewedV1,
        OrderTaxDocumentIssuedV1,
        OrderReadyToShipV1,
        OrderShipmentAcceptedV1,
        OrderShippedV1,
        OrderDeliveredV1,
        OrderExceptionRaisedV1,
        OrderExceptionResolvedV1,
        OrderExceptionResolutionRefusedV1,
        OrderCancelledV1,
    )
}
FACTS = {detail_type.rpartition(".")[0] for detail_type in MODELS}

UNKNOWN = "unknown"
RESUMED = "resumed"  # back to where it stood before its exception
STATES = ("received", "pending", "shipped", "delivered", "exception", "cancelled", UNKNOWN)


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One line of an order's timeline; `state` is empty where the fact changes none."""

    version: int
    at: str
    fact: str
    state: str
    text: str


def is_told_twice(event: Event) -> bool:
    """Tell whether this is another major of a fact that is read in its own."""
    return event.fact in FACTS and event.detail_type not in MODELS


def entry_of(event: Event) -> Entry | None:
    """Return the line for the timeline, or None for a fact that means nothing here.

    Raises:
        ValidationError: the data does not fit its contract.
    """
    model = MODELS.get(event.detail_type)
    if model is None:
        return None
    state, text = _meaning(model.model_validate(event.data))
    return Entry(event.version, event.at, event.fact, state, text)


def state_of(timeline: Iterable[Entry]) -> str:
    """Return where an order stands, as far as its timeline is known."""
    state = before = UNKNOWN
    for entry in sorted(timeline):
        came_late = (state, entry.state) == ("delivered", "shipped")
        if entry.state == RESUMED:
            state = before
        elif entry.state and not came_late:
            before = before if state == "exception" else state
            state = entry.state
    return state


def _meaning(fact: Contract) -> tuple[str, str]:
    match fact:
        case OrderPlacedV1():
            return "received", f"Placed: {fact.total} {fact.currency}" if fact.total else "Placed"
        case OrderReadyToShipV1():
            return "pending", f"Waiting for {fact.carrier}"
        case OrderShippedV1():
            return "shipped", f"Shipped at {fact.shipped_at.isoformat()}"
        case OrderDeliveredV1():
            return "delivered", f"Delivered at {fact.delivered_at.isoformat()}"
        case OrderExceptionRaisedV1():
            return "exception", f"{fact.code}: {fact.message}"
        case OrderExceptionResolvedV1():
            return RESUMED, f"Resolved: {fact.resolution}"
        case OrderCancelledV1():
            return "cancelled", "Cancelled"
        case _:
            return "", _detail(fact)


def _detail(fact: Contract) -> str:
    """Say what happened without a change of state."""
    match fact:
        case OrderEnrichedV1():
            return f"Completed by {fact.partner}"
        case OrderTaxDocumentIssuedV1():
            return f"Tax document {fact.document.number}"
        case OrderShipmentAcceptedV1():
            return f"Taken by {fact.carrier}: {fact.shipping_status}"
        case OrderExceptionResolutionRefusedV1():
            return f"Not resolved: {fact.message}"
        case _:
            return "Reviewed"
