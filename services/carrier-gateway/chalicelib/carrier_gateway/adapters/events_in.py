"""What the gateway listens to, and what each event leads to."""

from collections.abc import Callable

from chalicelib.carrier_gateway.application.conversations import Cause, Conversations, Told
from chalicelib.carrier_gateway.domain.consignment import Address, Consignment, Line
from contracts.order import OrderCancelledV1, OrderReadyToShipV1
from eventing.consumer import Delivery, Handlers

Wake = Callable[[str], None]


def handlers(conversations: Conversations, wake: Wake) -> Handlers:
    """Return what handles each detail-type; `wake` is told of each partner with a call due."""

    def ready(delivery: Delivery) -> None:
        said = OrderReadyToShipV1.model_validate(delivery.data)
        cause = _cause(delivery)
        _wake(conversations.request(said.order_id, said.carrier, _consignment(said), cause))

    def cancelled(delivery: Delivery) -> None:
        said = OrderCancelledV1.model_validate(delivery.data)
        _wake(conversations.cancel(said.order_id, said.carrier, _cause(delivery)))

    def _wake(told: Told) -> None:
        if told.state.has_call_due:
            wake(told.state.carrier)

    return {
        OrderReadyToShipV1.DETAIL_TYPE: ready,
        OrderCancelledV1.DETAIL_TYPE: cancelled,
    }


def _cause(delivery: Delivery) -> Cause:
    return Cause(delivery.metadata.event_id, delivery.metadata.tenant_id)


def _consignment(said: OrderReadyToShipV1) -> Consignment:
    return Consignment(
        ship_to=Address(**said.ship_to.model_dump()),
        lines=tuple(Line(**line.model_dump()) for line in said.lines),
        currency=said.currency,
        total=said.total,
        external_id=said.external_id,
        dispatch_by=said.dispatch_by,
    )
