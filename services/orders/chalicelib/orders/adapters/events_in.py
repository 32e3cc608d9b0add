"""What orders listen to, and the command that each event becomes."""

from collections.abc import Callable
from typing import Any

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


def _acceptance(delivery: Delivery) -> Command:
    said = contracts.CarrierShipmentAcceptedV1.model_validate(delivery.data)
    return RecordAcceptance(_asked(said.answers), said.shipping_status, said.tracking_number)


def _shipment(delivery: Delivery) -> Command:
    said = contracts.CarrierOrderShippedV1.model_validate(delivery.data)
    asked = _asked(said.answers)
    return RecordShipment(asked, said.shipped_at, said.tracking_number, _fact(delivery))


def _delivered(delivery: Delivery) -> Command:
    said = contracts.CarrierOrderDeliveredV1.model_validate(delivery.data)
    return RecordDelivery(_asked(said.answers), said.delivered_at, _fact(delivery))


def _failure(delivery: Delivery) -> Command:
    said = contracts.CarrierShipmentFailedV1.model_validate(delivery.data)
    return RecordFailure(_asked(said.answers), said.code, said.message, said.retryable)


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
        orders.record(_order_id(delivery.data), command(delivery), cause)

    return record


def _order_id(data: dict[str, Any]) -> str:
    return str(data["order_id"])


def _asked(answers: str) -> int:
    """Return the version of the order's event that a fact answers."""
    return int(answers.rpartition("#")[2])


def _fact(delivery: Delivery) -> Fact:
    return Fact(delivery.detail_type, delivery.metadata.event_id, delivery.data)
