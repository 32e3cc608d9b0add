"""What notifications listen to, and the letter that each event calls for."""

from datetime import datetime
from decimal import Decimal

from chalicelib.notifications.application.letters import Letters
from chalicelib.notifications.domain.contact import Contact, Line
from chalicelib.notifications.domain.occasion import Kind, Occasion, Shipment
from contracts import order as contracts
from eventing.consumer import Delivery, Handlers


def handlers(letters: Letters) -> Handlers:
    """Return, for each detail-type, what writes its letter."""

    def placed(delivery: Delivery) -> None:
        said = contracts.OrderPlacedV1.model_validate(delivery.data)
        letters.placed(_occasion(delivery, Kind.ORDER_PLACED), _contact(delivery, said))

    def shipped(delivery: Delivery) -> None:
        said = contracts.OrderShippedV1.model_validate(delivery.data)
        shipment = Shipment(said.carrier, said.shipped_at, said.tracking_number)
        letters.told(_occasion(delivery, Kind.ORDER_SHIPPED, shipment))

    return {
        contracts.OrderPlacedV1.DETAIL_TYPE: placed,
        contracts.OrderShippedV1.DETAIL_TYPE: shipped,
    }


def _occasion(delivery: Delivery, kind: Kind, shipment: Shipment | None = None) -> Occasion:
    metadata = delivery.metadata
    order_id = str(delivery.data["order_id"])
    return Occasion(order_id, kind, metadata.tenant_id, metadata.event_id, shipment)


def _contact(delivery: Delivery, said: contracts.OrderPlacedV1) -> Contact:
    return Contact(
        order_id=said.order_id,
        tenant_id=delivery.metadata.tenant_id,
        reference=said.external_id or said.order_id,
        name=said.customer.name,
        email=said.customer.email,
        locale=said.customer.locale,
        lines=tuple(
            Line(line.sku, line.quantity, Decimal(line.unit_price), line.description)
            for line in said.lines
        ),
        currency=said.currency,
        total=Decimal(said.total),
        placed_at=datetime.fromisoformat(delivery.metadata.occurred_at),
    )
