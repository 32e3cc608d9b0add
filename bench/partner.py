"""What a carrier tells over HTTP, signed."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bench.proxy import proxied
from chalicelib.carrier_gateway.adapters import signatures
from chalicelib.carrier_gateway.domain.answering import callback_id
from chalicelib.carrier_gateway.domain.task import Task

ORDER_ID = "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"
ASKED_BY = f"{ORDER_ID}#2"
TRACKING_NUMBER = "1ZA1B2C3D4"
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
CARRIER = {
    "kind": "partner",
    "id": "acme",
    "tenant_id": "waybill",
    "namespace": "6f1f5a36-5c4b-4a8e-9d0e-0a4a5b1c2d3e",
    "default_carrier": "",
    "principalId": "partner:acme",
}


def calling_back() -> dict[str, Any]:
    """Return the proxy event of a callback that accepts the order."""
    output = {"shipping_status": "ACCEPTED", "tracking_number": TRACKING_NUMBER}
    said = {
        "order_id": ORDER_ID,
        "callback_id": callback_id(ASKED_BY),
        "task_type": Task.SHIPPING,
        "task_status": "SUCCEEDED",
        "task_output": output,
    }
    return _proxied("/callbacks", said)


def telling() -> dict[str, Any]:
    """Return the proxy event of a webhook that tells of one scan."""
    said = scan_of(tracking_number=TRACKING_NUMBER)
    return _proxied("/webhooks/{partner}", said, {"partner": "acme"})


def scan_of(**parcel: str) -> dict[str, Any]:
    """Return what a carrier says of one scan of a parcel."""
    return {
        "type": "tracking",
        **parcel,
        "status": "in_transit",
        "occurred_at": datetime.now(UTC).isoformat(),
        "location": "Graz, AT",
        "description": "Arrived at the sorting centre",
    }


def signed(said: Mapping[str, Any], secret: str) -> tuple[str, dict[str, str]]:
    """Return the body of a new message and the headers that sign it."""
    body, message_id = json.dumps(said), f"msg_{uuid.uuid4()}"
    return body, signatures.headers([secret], message_id, datetime.now(UTC), body.encode())


def _proxied(
    resource: str, said: Mapping[str, Any], parameters: Mapping[str, str] | None = None
) -> dict[str, Any]:
    body, headers = signed(said, SECRET)
    return proxied(resource, body, CARRIER, headers, parameters)
