"""An order as its client sees it."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from chalicelib.orders.domain.order import Order, Status
from chalicelib.orders.domain.state import DURING
from eventing.envelope import instant

WAITING = {
    Status.RECEIVED: "Received",
    Status.ENRICHING: "Waiting for enrichment",
    Status.REVIEWING: "Waiting for review",
    Status.ISSUING_DOCUMENT: "Waiting for the tax document",
    Status.PENDING: "Waiting for shipping",
}


def reason_of(order: Order) -> str:
    """Say in words why the order stands where it stands."""
    match order.status:
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
            return WAITING[order.status]


def view(order_id: str, order: Order) -> dict[str, Any]:
    """Return the answer about an order: JSON values, absent where nothing is known yet."""
    answer = {
        "id": order_id,
        "order_id": order_id,
        "state": order.status.value,
        "reason": reason_of(order),
        "version": order.version,
        "total": order.known.total,
        "placed_at": order.placed_at,
        "answers": _open_question(order_id, order),
        "attributes": order.attributes,
        "tax_document": _tax_document(order),
        "shipping_status": order.shipping_status,
        "tracking_number": order.tracking_number,
        "shipped_at": order.shipped_at,
        "delivered_at": order.delivered_at,
        "exception": _exception(order_id, order),
    }
    return {**_plain(answer), **_plain(order.known)}


def _open_question(order_id: str, order: Order) -> str | None:
    """Name the event that an answer to what is asked now must name."""
    return f"{order_id}#{order.asked}" if order.status in DURING.values() else None


def _exception(order_id: str, order: Order) -> dict[str, Any] | None:
    raised = order.exception
    if raised is None:
        return None
    return {
        "id": f"{order_id}#{order.exceptions[-1]}",
        "stage": raised.stage,
        "code": raised.code,
        "message": raised.message,
        "retryable": raised.retryable,
        "since": raised.raised_at,
    }


def _tax_document(order: Order) -> dict[str, Any] | None:
    """Describe the document; where it is stored is nobody's business outside."""
    document = order.tax_document
    if document is None:
        return None
    return {
        "number": document.number,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256,
        "issued_at": document.issued_at,
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of an order becomes a JSON value
    """Return `value` as JSON has it; what is None or empty is left out."""
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
            return _known(value.items())
        case _:
            return _known((name, getattr(value, name)) for name in value.__dataclass_fields__)


def _known(parts: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _plain(part) for name, part in parts if part not in (None, (), {})}
