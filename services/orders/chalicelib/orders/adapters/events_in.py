"""What orders listen to, and the command that each event becomes."""

from collections.abc import Callable

from chalicelib.orders.application.orders import Cause, Orders
from chalicelib.orders.domain.commands import (
    Command,
    RecordAcceptance,
    RecordDelivery,
    RecordFailure,
    RecordShipment,
)
from chalicelib.orders.domain.events import Fact
from contracts import carrier as contracts
from eventing.consumer import Delivery, Handlers


class ForeignAnswer(Exception):
    """A fact about one order answers a question of another."""


def _acceptance(delivery: Delivery) -> Command:
    said = contracts.CarrierShipmentAcceptedV1.model_validate(delivery.data)
    asked = _asked(said.order_id, said.answers)
    return RecordAcceptance(asked, said.shipping_status, said.tracking_number)


def _shipment(delivery: Delivery) -> Command:
    said = contracts.CarrierOrderShippedV1.model_validate(delivery.data)
    asked = _asked(said.order_id, said.answers)
    return RecordShipment(asked, said.shipped_at, said.tracking_number, _fact(delivery))


def _delivered(delivery: Delivery) -> Command:
    said = contracts.CarrierOrderDeliveredV1.model_validate(delivery.data)
    asked = _asked(said.order_id, said.answers)
    return RecordDelivery(asked, said.delivered_at, _fact(delivery))


def _failure(delivery: Delivery) -> Command:
    said = contracts.CarrierShipmentFailedV1.model_validate(delivery.data)
    asked = _asked(said.order_id, said.answers)
    return RecordFailure(asked, said.code, said.message, said.retryable)


COMMANDS: dict[str, Callable[[Delivery], Command]] = {
    contracts.CarrierShipmentAcceptedV1.DETAIL_TYPE: _acceptance,
    contracts.CarrierOrderShippedV1.DETAIL_TYPE: _shipment,
    contracts.CarrierOrderDeliveredV1.DETAIL_TYPE: _delivered,
    contracts.CarrierShipmentFailedV1.DETAIL_TYPE: _failure,
}


def handlers(orders: Orders) -> Handlers:
    """Return, for each detail-type, what records it."""
    return {detail_type: _recorder(orders, COMMANDS[detail_type]) for detail_type in COMMANDS}


def _recorder(orders: Orders, command: Callable[[Delivery], Command]) -> Callable[[Delivery], None]:
    def record(delivery: Delivery) -> None:
        metadata = delivery.metadata
        cause = Cause(metadata.event_id, metadata.tenant_id, metadata.actor)
        told = command(delivery)
        orders.record(delivery.data["order_id"], told, cause)

    return record


def _asked(order_id: str, answers: str) -> int:
    """Return the version of the order's event that a fact answers."""
    stream_id, _, version = answers.rpartition("#")
    if stream_id != order_id:
        raise ForeignAnswer(f"{answers} is no question of order {order_id}")
    return int(version)


def _fact(delivery: Delivery) -> Fact:
    return Fact(delivery.detail_type, delivery.metadata.event_id, delivery.data)
