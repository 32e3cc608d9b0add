"""The least that takes a webhook in: json and boto3, no check of anything, the same calls."""

import json
import os
import uuid
from datetime import UTC, datetime
from typing import Any

import boto3

EVENTS = os.environ["EVENTS_TABLE"]
BUCKET = os.environ["WEBHOOKS_BUCKET"]
MACHINE = os.environ["WEBHOOK_MACHINE"]
dynamodb = boto3.client("dynamodb")
s3 = boto3.client("s3")
stepfunctions = boto3.client("stepfunctions")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    body = event["body"].encode()
    partner = event["pathParameters"]["partner"]
    webhook_id = str(uuid.uuid5(uuid.NAMESPACE_OID, event["headers"]["webhook-id"]))
    stream_id, at = f"webhook:{webhook_id}", datetime.now(UTC).isoformat()
    key = f"{partner}/{at[:10].replace('-', '/')}/{webhook_id}"
    dynamodb.query(
        TableName=EVENTS,
        KeyConditionExpression="stream_id = :stream_id",
        ExpressionAttributeValues={":stream_id": {"S": stream_id}},
        ConsistentRead=True,
    )
    s3.put_object(Bucket=BUCKET, Key=key, Body=body, ContentType="application/json")
    received = {"partner": partner, "key": key, "size": len(body), "sha256": "0" * 64}
    dynamodb.put_item(
        TableName=EVENTS,
        Item={
            "stream_id": {"S": stream_id},
            "version": {"N": "1"},
            "last_version": {"N": "1"},
            "command_id": {"S": f"receive:{webhook_id}"},
            "fingerprint": {"S": "0" * 64},
            "tenant_id": {"S": "waybill"},
            "correlation_id": {"S": stream_id},
            "causation_id": {"S": f"receive:{webhook_id}"},
            "actor": {"S": f"partner:{partner}"},
            "occurred_at": {"S": at},
            "events": {"S": json.dumps([["webhook-received/1", received]])},
            "window": {"S": at[:20]},
            "due_key": {"S": "webhooks"},
            "due_at": {"S": at},
        },
        ConditionExpression="attribute_not_exists(stream_id)",
    )
    stepfunctions.start_execution(
        stateMachineArn=MACHINE, input=json.dumps({"webhook_id": webhook_id})
    )
    return {
        "statusCode": 202,
        "headers": {
            "Content-Type": "application/json",
            "Location": f"/api/webhooks/{partner}/{webhook_id}",
        },
        "body": json.dumps({"id": webhook_id, "status": "received"}),
    }
