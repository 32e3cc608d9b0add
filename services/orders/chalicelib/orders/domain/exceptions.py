"""How a system of the client's stops an order, and how a person lets it go on."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from chalicelib.orders.domain.commands import RaiseException, ResolveException
from chalicelib.orders.domain.details import Amendment, can_be_written
from chalicelib.orders.domain.events import (
    Event,
    ExceptionRaised,
    ExceptionResolutionRefused,
    ExceptionResolved,
    Fact,
    OrderCancelled,
    OrderDelivered,
    OrderShipped,
    Resolution,
)
from chalicelib.orders.domain.plan import Stage
from chalicelib.orders.domain.questions import next_question
from chalicelib.orders.domain.stages import INCOMPLETE, INVALID_ANSWER, lacking
from chalicelib.orders.domain.state import DELIVERED_FACT, SHIPPED_FACT, Order, Status, evolve
from eventing.decider import Refusal

STAGE_DURING = {
    Status.RECEIVED: Stage.ENRICHMENT,
    Status.ENRICHING: Stage.ENRICHMENT,
    Status.REVIEWING: Stage.REVIEW,
    Status.ISSUING_DOCUMENT: Stage.TAX_DOCUMENT,
    Status.PENDING: Stage.SHIPPING,
    Status.SHIPPED: Stage.DELIVERY,
}
WHY_REFUSED = {
    "no_such_exception": "The order has no such exception.",
    "resolved_already": "The exception was resolved already.",
    "superseded": "Something else happened since: look at the order's newest exception.",
    "no_fact": "No fact contradicts the order, so there is none to accept.",
    "parcel_left": "The parcel left, so the order cannot be asked for again or called off.",
    "order_cancelled": "The order is cancelled: nothing is left to try again.",
    "answered_already": "The partner has answered; correct what is missing or wrong.",
    "still_asked": "The partner still works on it; retry lets it go on, and cancel ends it.",
    "no_corrections": "Say what is to be corrected.",
}


class OrderNotOpen(Refusal):
    """The order is closed, or waits for a person already."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"The order's state is {status}; no exception can be raised in it.")


def raise_exception(order: Order, told: RaiseException) -> Sequence[Event]:
    """Stop an open order.

    Raises:
        OrderNotOpen: it is in exception, delivered or cancelled.
    """
    if order.status not in STAGE_DURING:
        raise OrderNotOpen(order.status)
    stage = told.stage or STAGE_DURING[order.status]
    return [
        ExceptionRaised(
            stage, told.code, told.message, told.retryable, None, told.said_at, by_client=True
        )
    ]


def resolve(order: Order, asked: ResolveException) -> Sequence[Event]:
    """Do what a person decided, or say why it cannot be."""
    if code := _too_late(order, asked.exception) or _unfit(order, asked):
        return [_refused(asked, code, WHY_REFUSED[code])]
    if asked.resolution is Resolution.CORRECT and (wrong := _wrong(order, asked)):
        return [_refused(asked, "invalid_corrections", wrong)]
    amendment = asked.amendment if asked.resolution is Resolution.CORRECT else None
    stage = order.exception.stage if order.exception else ""
    resolved = ExceptionResolved(asked.exception, asked.resolution, stage, amendment)
    match asked.resolution:
        case Resolution.ACCEPT_FACT:
            return [resolved, *_accepted(order)]
        case Resolution.CANCEL:
            return [resolved, OrderCancelled(order.carrier, asked.note)]
        case Resolution.RETRY | Resolution.CORRECT:
            return [resolved, *_onward(order, resolved)]
        case _:
            assert_never(asked.resolution)


def _too_late(order: Order, exception: int) -> str | None:
    if exception not in order.exceptions:
        return "no_such_exception"
    if order.status is not Status.EXCEPTION:
        return "resolved_already"
    return None if exception == order.exceptions[-1] else "superseded"


def _unfit(order: Order, asked: ResolveException) -> str | None:
    """Say why the resolution does not fit the exception, if it does not."""
    match asked.resolution:
        case Resolution.ACCEPT_FACT:
            return None if order.facts else "no_fact"
        case Resolution.CANCEL:
            return "parcel_left" if order.shipped_at and not order.returned else None
        case _:
            return _not_again(order, asked)


def _not_again(order: Order, asked: ResolveException) -> str | None:
    on_its_way = order.resumes is Status.SHIPPED
    if order.facts or (order.returned and not on_its_way):
        return "parcel_left"
    if order.resumes is Status.CANCELLED:
        return "order_cancelled"
    if asked.resolution is Resolution.RETRY:
        answered = order.exception and order.exception.code in (INCOMPLETE, INVALID_ANSWER)
        return "answered_already" if order.failed and answered else None
    if on_its_way:
        return "parcel_left"
    return None if order.failed else "still_asked"


def _wrong(order: Order, asked: ResolveException) -> str | None:
    if asked.wrong or asked.amendment in (None, Amendment()):
        return asked.wrong or WHY_REFUSED["no_corrections"]
    assert asked.amendment
    details = order.known.amended(asked.amendment)
    if not can_be_written(details.lines):
        return "lines: together they cost more than an order can"
    return lacking(details) if details.missing else None


def _accepted(order: Order) -> Sequence[Event]:
    """Apply what carriers said against the state, each fact once."""
    said = {fact.detail_type: fact for fact in reversed(order.facts)}
    shipped = [_shipped(order, said[SHIPPED_FACT])] if SHIPPED_FACT in said else []
    delivered = [_delivered(order, said[DELIVERED_FACT])] if DELIVERED_FACT in said else []
    return [*shipped, *delivered]


def _onward(order: Order, resolved: ExceptionResolved) -> Sequence[Event]:
    """Ask again what failed, or go on where an answer came meanwhile; else the question stands."""
    if order.resumes is Status.SHIPPED:
        return []
    after = evolve(order, resolved)
    enriched = resolved.amendment is not None and order.stage is Stage.ENRICHMENT
    done = after.done | {Stage.ENRICHMENT} if enriched else after.done
    if order.failed or order.stage in done or not order.asked:
        return [next_question(after.known, after.plan, done, start=order.stage)]
    return []


def _shipped(order: Order, fact: Fact) -> OrderShipped:
    at, tracking = _time(fact, "shipped_at"), fact.data.get("tracking_number")
    return OrderShipped(order.carrier, at, tracking)


def _delivered(order: Order, fact: Fact) -> OrderDelivered:
    return OrderDelivered(order.carrier, _time(fact, "delivered_at"))


def _time(fact: Fact, name: str) -> datetime:
    return datetime.fromisoformat(fact.data[name])


def _refused(asked: ResolveException, code: str, message: str) -> ExceptionResolutionRefused:
    return ExceptionResolutionRefused(asked.exception_id, asked.resolution, code, message)
