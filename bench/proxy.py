"""The Lambda proxy event in which API Gateway hands a request on."""

from collections.abc import Mapping
from typing import Any


def proxied(
    resource: str,
    body: str,
    caller: Mapping[str, str],
    headers: Mapping[str, str],
    parameters: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the event of a POST; `caller` is what the authorizer found out, as strings."""
    sent = {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "Host": "abcdefghij.execute-api.us-east-1.amazonaws.com",
        "User-Agent": "demo-client/1.0",
        "X-Amzn-Trace-Id": "Root=1-6740a1b2-0123456789abcdef01234567",
        "X-Forwarded-For": "198.51.100.7",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
        "x-api-key": "an-opaque-key-of-43-characters-that-nobody-has",
        **headers,
    }
    path = resource.format(**parameters or {})
    return {
        "resource": resource,
        "path": path,
        "httpMethod": "POST",
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": parameters,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": "POST",
            "path": f"/api{path}",
            "stage": "api",
            "requestId": "7d0c1a52-7a1c-4d8e-b2ce-3f2f3b1f6a11",
            "identity": {"sourceIp": "198.51.100.7", "userAgent": "demo-client/1.0"},
            "authorizer": caller,
        },
        "body": body,
        "isBase64Encoded": False,
    }
