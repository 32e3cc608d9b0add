"""The least that stores an order: json and boto3, no check of anything, the same item."""

import json
import os
from datetime import UTC, datetime
from typing import Any

import boto3

TABLE = os.environ["EVENTS_TABLE"]
client = boto3.client("dynamodb")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    order = json.loads(event["body"])
    caller = event["requestContext"]["authorizer"]
    order_id = event["headers"]["Idempotency-Key"]
    at = datetime.now(UTC).isoformat()
    asked = {name: value for name, value in order.items() if name in CONSIGNMENT}
    events = [
        ["order-placed/1", {"details": order, "placed_at": at}],
        ["order-ready-to-ship/1", {"consignment": asked}],
    ]
    client.put_item(
        TableName=TABLE,
        Item={
            "stream_id": {"S": order_id},
            "version": {"N": "1"},
            "last_version": {"N": "2"},
            "command_id": {"S": f"place:{order_id}"},
            "fingerprint": {"S": "0" * 64},
            "tenant_id": {"S": caller["tenant_id"]},
            "correlation_id": {"S": order_id},
            "causation_id": {"S": f"place:{order_id}"},
            "actor": {"S": caller["principalId"]},
            "occurred_at": {"S": at},
            "events": {"S": json.dumps(events, separators=(",", ":"))},
            "window": {"S": at[:20]},
        },
        ConditionExpression="attribute_not_exists(stream_id)",
    )
    answer = {"order_id": order_id, "state": "pending", "version": 2, **order}
    return {
        "statusCode": 201,
        "headers": {"Content-Type": "application/json", "Location": f"/orders/{order_id}"},
        "body": json.dumps(answer),
    }


CONSIGNMENT = {"carrier", "ship_to", "lines", "currency", "external_id", "dispatch_by"}
