"""An order as its client sees it."""

from datetime import datetime
from decimal import Decimal
from typing import Any, assert_never

from chalicelib.orders.domain.details import total_of
from chalicelib.orders.domain.order import Order, Status
from eventing.envelope import instant


def reason_of(order: Order) -> str:
    """Say in words why the order stands where it stands."""
    match order.status:
        case Status.RECEIVED:
            return "Received"
        case Status.PENDING:
            return "Waiting for shipping"
        case Status.SHIPPED:
            return f"Shipped at {_plain(order.shipped_at)}"
        case Status.DELIVERED:
            return f"Delivered at {_plain(order.delivered_at)}"
        case Status.CANCELLED:
            return f"Cancelled: {order.cancel_reason}" if order.cancel_reason else "Cancelled"
        case Status.EXCEPTION:
            assert order.exception is not None
            return order.exception.message
        case _:
            assert_never(order.status)


def view(order_id: str, order: Order) -> dict[str, Any]:
    """Return the answer about an order: JSON values, absent where nothing is known yet."""
    details = order.details
    assert details is not None, "an order without events is nobody's"
    answer = {
        "id": order_id,
        "order_id": order_id,
        "state": order.status.value,
        "reason": reason_of(order),
        "version": order.version,
        "total": str(total_of(details.lines)),
        "placed_at": order.placed_at,
        "shipping_status": order.shipping_status,
        "tracking_number": order.tracking_number,
        "shipped_at": order.shipped_at,
        "delivered_at": order.delivered_at,
    }
    return {**_plain(answer), **_plain(details)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of an order becomes a JSON value
    """Return `value` as JSON has it; what is None is left out."""
    match value:
        case str() | int() | None:
            return value
        case tuple():
            return [_plain(part) for part in value]
        case datetime():
            return instant(value)
        case Decimal():
            return str(value)
        case dict():
            return {name: _plain(part) for name, part in value.items() if part is not None}
        case _:
            return _plain({name: getattr(value, name) for name in value.__dataclass_fields__})
