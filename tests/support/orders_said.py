"""What the orders service says to the carrier gateway."""

from typing import Any

from tests.support.conversations import ORDER_ID, TENANT

CONSIGNMENT = {
    "external_id": "A-1001",
    "carrier": "acme",
    "ship_to": {
        "name": "Ada Example",
        "line1": "Lindengasse 7",
        "city": "Wien",
        "postal_code": "1070",
        "country": "AT",
    },
    "lines": [{"sku": "MUG-BLUE", "quantity": 2, "unit_price": "9.95"}],
    "currency": "EUR",
    "total": "19.90",
}


def ready(order_id: str = ORDER_ID, version: int = 2, **changes: Any) -> dict[str, Any]:
    return said("order.ready_to_ship.v1", version, order_id, {**CONSIGNMENT, **changes})


def cancelled(order_id: str = ORDER_ID, carrier: str = "acme") -> dict[str, Any]:
    return said("order.cancelled.v1", 3, order_id, {"carrier": carrier})


def said(detail_type: str, version: int, order_id: str, data: dict[str, Any]) -> dict[str, Any]:
    metadata = {
        "event_id": f"{order_id}#{version}",
        "occurred_at": "2026-11-20T10:15:00.000Z",
        "tenant_id": TENANT,
        "stream_id": order_id,
        "stream_version": version,
        "correlation_id": order_id,
        "causation_id": "key:1",
        "actor": "client:demo",
    }
    detail = {"metadata": metadata, "data": {"order_id": order_id, **data}}
    return {"source": "waybill.orders", "detail-type": detail_type, "detail": detail}
