"""The order: what each command leads to."""

from collections.abc import Sequence

from chalicelib.orders.domain.commands import (
    CancelOrder,
    Command,
    PlaceOrder,
    RaiseException,
    RecordAcceptance,
    RecordDelivery,
    RecordReturn,
    RecordShipment,
    ResolveException,
)
from chalicelib.orders.domain.events import Event, OrderCancelled, OrderPlaced
from chalicelib.orders.domain.exceptions import raise_exception, resolve
from chalicelib.orders.domain.parcel import told_of_parcel
from chalicelib.orders.domain.questions import next_question
from chalicelib.orders.domain.stages import told_of_stage
from chalicelib.orders.domain.state import DURING, Order, Status, evolve
from eventing.decider import Decider, Refusal


class OrderUnknown(Refusal):
    """There is no such order, or it is another tenant's."""

    def __init__(self) -> None:
        super().__init__("There is no such order.")


class OrderIncomplete(Refusal):
    """The order lacks `fields` that its channel does not leave to an enrichment."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(f"Missing: {', '.join(fields)}.")
        self.fields = fields


class OrderNotCancellable(Refusal):
    """The order has gone too far, or waits for a person."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"The order's state is {status}; it can be cancelled only up to pending.")


def decide(order: Order, command: Command) -> Sequence[Event]:
    """Return what `command` leads to; nothing new for what is known or no longer asked."""
    match command:
        case PlaceOrder():
            return _place(order, command)
        case _ if order.details is None:
            raise OrderUnknown
        case CancelOrder():
            return _cancel(order, command)
        case RaiseException():
            return raise_exception(order, command)
        case ResolveException():
            return resolve(order, command)
        case RecordAcceptance() | RecordShipment() | RecordDelivery() | RecordReturn():
            return told_of_parcel(order, command)
        case _:
            return told_of_stage(order, command)


def _place(order: Order, command: PlaceOrder) -> Sequence[Event]:
    if order.details:
        return []
    details, plan = command.details, command.plan
    if lacks := [field for field in details.missing if not plan.may_lack(field)]:
        raise OrderIncomplete(lacks)
    placed = OrderPlaced(details, command.placed_at, plan)
    return [placed, next_question(details, plan, frozenset())]


def _cancel(order: Order, command: CancelOrder) -> Sequence[Event]:
    if order.status is Status.CANCELLED:
        return []
    if order.status is Status.RECEIVED or order.status in DURING.values():
        return [OrderCancelled(order.carrier, command.reason)]
    raise OrderNotCancellable(order.status)


ORDER: Decider[Command, Order, Event] = Decider(Order(), decide, evolve)
