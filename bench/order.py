"""One order as clients send it."""

import json
from typing import Any

from bench.proxy import proxied

ORDER: dict[str, Any] = {
    "channel": "web",
    "customer": {"name": "Ada Example", "email": "ada@example.com", "locale": "de-AT"},
    "ship_to": {
        "name": "Ada Example",
        "line1": "Hauptplatz 1",
        "line2": "2nd floor",
        "city": "Graz",
        "region": "Styria",
        "postal_code": "8010",
        "country": "AT",
    },
    "lines": [
        {"sku": "MUG-BLUE", "description": "Mug, blue", "quantity": 2, "unit_price": "9.95"},
        {"sku": "TEA-100", "description": "Tea, green", "quantity": 1, "unit_price": "12.50"},
    ],
    "currency": "EUR",
    "carrier": "acme",
    "dispatch_by": "2026-11-21T16:00:00.000Z",
    "notes": "Please ring twice.",
}

# What the authorizer found out about the caller; API Gateway hands it on as strings.
CALLER = {
    "kind": "client",
    "id": "demo",
    "tenant_id": "tenant-demo",
    "namespace": "6f1f5a36-5c4b-4a8e-9d0e-0a4a5b1c2d3e",
    "default_carrier": "acme",
    "principalId": "client:demo",
}


def placing(key: str) -> dict[str, Any]:
    """Return the proxy event of `POST /orders` with this idempotency key."""
    return proxied("/orders", json.dumps(ORDER), CALLER, {"Idempotency-Key": key})
