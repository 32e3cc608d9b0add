"""The least that takes an answer: json and boto3, no check of anything, the same calls of AWS."""

import json
import os
from datetime import UTC, datetime
from typing import Any

import boto3

EVENTS = os.environ["EVENTS_TABLE"]
PARCELS = os.environ["PARCELS_TABLE"]
TASKS = os.environ["CALLBACK_TASKS_TABLE"]
dynamodb = boto3.client("dynamodb")
stepfunctions = boto3.client("stepfunctions")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    said = json.loads(event["body"])
    actor = event["requestContext"]["authorizer"]["principalId"]
    order_id, task_type, output = said["order_id"], said["task_type"], said["task_output"]
    stream_id = f"{order_id}:{task_type}"
    newest = dynamodb.query(
        TableName=EVENTS,
        KeyConditionExpression="stream_id = :stream_id",
        ExpressionAttributeValues={":stream_id": {"S": stream_id}},
        ConsistentRead=True,
    )["Items"][-1]
    dynamodb.put_item(
        TableName=PARCELS,
        Item={
            "parcel": {"S": f"acme#{output['tracking_number']}"},
            "order_id": {"S": order_id},
            "expires_at": {"N": "1795867200"},
        },
    )
    at = datetime.now(UTC).isoformat()
    version = str(int(newest["last_version"]["N"]) + 1)
    events = [["shipment-accepted/1", {"carrier": "acme", "answers": f"{order_id}#2", **output}]]
    dynamodb.put_item(
        TableName=EVENTS,
        Item={
            "stream_id": {"S": stream_id},
            "version": {"N": version},
            "last_version": {"N": version},
            "command_id": {"S": f"answer:{said['callback_id']}"},
            "fingerprint": {"S": "0" * 64},
            "tenant_id": newest["tenant_id"],
            "correlation_id": {"S": order_id},
            "causation_id": {"S": f"{stream_id}#1"},
            "actor": {"S": actor},
            "occurred_at": {"S": at},
            "events": {"S": json.dumps(events, separators=(",", ":"))},
            "window": {"S": at[:20]},
        },
        ConditionExpression="attribute_not_exists(stream_id)",
    )
    task = dynamodb.update_item(
        TableName=TASKS,
        Key={"order_id": {"S": order_id}, "task_type": {"S": task_type}},
        UpdateExpression="SET task_status = :status",
        ConditionExpression="attempt = :attempt",
        ExpressionAttributeValues={":status": {"S": "SUCCEEDED"}, ":attempt": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    stepfunctions.send_task_success(
        taskToken=task["task_token"]["S"], output=json.dumps({"status": "SUCCEEDED", **output})
    )
    answer = {"order_id": order_id, "task_type": task_type, "attempt": 1, "status": "recorded"}
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(answer),
    }
