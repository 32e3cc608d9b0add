"""What follows from what carriers tell of the parcel, however late, and against whatever state."""

from collections.abc import Sequence
from typing import assert_never

from chalicelib.orders.domain.commands import (
    ParcelCommand,
    RecordAcceptance,
    RecordDelivery,
    RecordReturn,
    RecordShipment,
)
from chalicelib.orders.domain.events import (
    Event,
    ExceptionRaised,
    OrderDelivered,
    OrderShipped,
    ShipmentAccepted,
)
from chalicelib.orders.domain.plan import Stage
from chalicelib.orders.domain.state import (
    RETURNED_AFTER_CANCELLATION,
    RETURNED_TO_SENDER,
    Order,
    Status,
)


def told_of_parcel(order: Order, told: ParcelCommand) -> Sequence[Event]:
    """Return what follows; a parcel that left on any question to a carrier is never passed over."""
    if told.answers not in order.shipping_asked:
        return []
    match told:
        case RecordAcceptance():
            return _accepted(order, told)
        case RecordShipment():
            return _shipped(order, told)
        case RecordDelivery():
            return _delivered(order, told)
        case RecordReturn():
            return _returned(order, told)
        case _:
            assert_never(told)


def _accepted(order: Order, told: RecordAcceptance) -> Sequence[Event]:
    """Keep what is new in it; an acceptance changes no state, however late it comes."""
    if told.answers != order.asked:
        return []
    tracking_known = order.tracking_number or not told.tracking_number
    if order.shipping_status and tracking_known:
        return []
    return [ShipmentAccepted(order.carrier, told.shipping_status, told.tracking_number)]


def _shipped(order: Order, told: RecordShipment) -> Sequence[Event]:
    if order.shipped_at or _waits(order, told):
        return []
    # A parcel that waits for a decision on its way back has left: that is no contradiction.
    on_its_way_back = order.status is Status.EXCEPTION and order.returned
    if not on_its_way_back and (contradiction := _contradiction(order, "shipped", told)):
        return [contradiction]
    return [OrderShipped(order.carrier, told.shipped_at, told.tracking_number)]


def _delivered(order: Order, told: RecordDelivery) -> Sequence[Event]:
    if order.delivered_at or _waits(order, told):
        return []
    if contradiction := _contradiction(order, "delivered", told):
        return [contradiction]
    return [OrderDelivered(order.carrier, told.delivered_at)]


def _returned(order: Order, told: RecordReturn) -> Sequence[Event]:
    """Put it before a person once; a scan that comes after the delivery is an old one."""
    if order.delivered_at or order.returned:
        return []
    cancelled = order.standing is Status.CANCELLED
    code = RETURNED_AFTER_CANCELLATION if cancelled else RETURNED_TO_SENDER
    message = "The parcel is on its way back to its sender."
    return [_exception(Stage.DELIVERY, code, message, told)]


def _waits(order: Order, told: RecordShipment | RecordDelivery) -> bool:
    """Tell whether a person has this fact to decide about already."""
    return told.fact.detail_type in {fact.detail_type for fact in order.facts}


def _contradiction(
    order: Order, what: str, told: RecordShipment | RecordDelivery
) -> ExceptionRaised | None:
    """Put a fact that the state rules out before a person, with the fact itself."""
    if order.status is Status.CANCELLED:
        code, message = f"{what}_after_cancellation", f"The parcel was {what} after all."
    elif order.status is Status.EXCEPTION:
        code, message = f"{what}_while_in_exception", f"The parcel was {what} meanwhile."
    elif order.status is Status.PENDING and told.answers != order.asked:
        # Another carrier, or the same one anew, was asked since: there may be two parcels.
        code, message = f"{what}_for_former_request", f"The parcel was {what} on a former request."
    else:
        return None
    return _exception(Stage.SHIPPING, code, message, told)


def _exception(
    stage: Stage, code: str, message: str, told: RecordShipment | RecordDelivery | RecordReturn
) -> ExceptionRaised:
    fact = None if isinstance(told, RecordReturn) else told.fact
    return ExceptionRaised(stage, code, message, False, fact, told.said_at)
