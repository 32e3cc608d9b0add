"""One order as clients send it, and the Lambda proxy event in which API Gateway hands it on."""

import json
from typing import Any

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
    headers = {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "Host": "abcdefghij.execute-api.us-east-1.amazonaws.com",
        "Idempotency-Key": key,
        "User-Agent": "demo-client/1.0",
        "X-Amzn-Trace-Id": "Root=1-6740a1b2-0123456789abcdef01234567",
        "X-Forwarded-For": "198.51.100.7",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
        "x-api-key": "an-opaque-key-of-43-characters-that-nobody-has",
    }
    return {
        "resource": "/orders",
        "path": "/orders",
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/orders",
            "httpMethod": "POST",
            "path": "/api/orders",
            "stage": "api",
            "requestId": "7d0c1a52-7a1c-4d8e-b2ce-3f2f3b1f6a11",
            "identity": {"sourceIp": "198.51.100.7", "userAgent": "demo-client/1.0"},
            "authorizer": CALLER,
        },
        "body": json.dumps(ORDER),
        "isBase64Encoded": False,
    }
