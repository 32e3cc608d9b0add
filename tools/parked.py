"""See and settle what a service could not process: python -m tools.parked list orders --stage dev.

Redrive gives messages to the service again, all or those named; discard gives the named ones up.
"""

import argparse
import json
from typing import Any

import boto3

from tools.services import SERVICES, STAGES


def waiting(service: str, stage: str) -> list[dict[str, Any]]:
    """Return the parked messages that wait for a person, without their content."""
    shown = {"#i": "id", "#s": "status", "#r": "reason", "#p": "parked_at", "#n": "receives"}
    pages = (
        boto3.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=_parameter(f"/waybill/{stage}/{service}/parked/table"),
            FilterExpression="#s = :parked",
            ExpressionAttributeValues={":parked": {"S": "parked"}},
            ExpressionAttributeNames=shown,
            ProjectionExpression=", ".join(shown),
        )
    )
    items = [item for page in pages for item in page["Items"]]
    return [{name: next(iter(value.values())) for name, value in item.items()} for item in items]


def settle(service: str, stage: str, action: str, ids: list[str]) -> list[str]:
    """Have the service redrive or discard; no ids mean all. Return the ids that it settled."""
    asked = {"action": action, "ids": ids} if ids else {"action": action, "all": True}
    answer = boto3.client("lambda").invoke(
        FunctionName=_parameter(f"/waybill/{stage}/{service}/redrive/function"),
        Payload=json.dumps(asked).encode(),
    )
    said = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise SystemExit(f"{service} could not {action}: {said.get('errorMessage')}")
    settled: list[str] = said["settled"]
    return settled


def _parameter(name: str) -> str:
    return str(boto3.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m tools.parked", description=__doc__)
    parser.add_argument("action", choices=("list", "redrive", "discard"))
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--stage", choices=STAGES, default="dev")
    parser.add_argument("ids", nargs="*")
    asked = parser.parse_intermixed_args()
    if asked.action == "list":
        for item in waiting(asked.service, asked.stage):
            print(
                f"{item['id']}  {item.get('parked_at')}  x{item.get('receives')}  {item['reason']}"
            )
    elif asked.action == "discard" and not asked.ids:
        parser.error("name the messages to give up")
    else:
        settled = settle(asked.service, asked.stage, asked.action, asked.ids)
        print(f"{asked.action}: {len(settled)} messages")


if __name__ == "__main__":
    main()
