"""What the templates say of the functions and tables that were seen at work."""

import json
from functools import cache
from typing import Any

from tools.services import BUILD, SERVICES

STAGE = "local"


def service_of(physical: str) -> str:
    """Name the service that a deployed function or table belongs to."""
    return next(name for name in SERVICES if physical.startswith(f"waybill-{STAGE}-{name}-"))


def batch_size(function: str) -> int:
    """Return how many messages or records the function may be handed at once."""
    events = _properties(function).get("Events", {}).values()
    sizes = [event["Properties"]["BatchSize"] for event in events if event["Type"] == "SQS"]
    return int(sizes[0]) if sizes else 1


def pipe_batch_size(function: str) -> int:
    """Return how many records the pipe of the function's service hands over at once."""
    pipe = _resources(service_of(function))["Pipe"]["Properties"]
    return int(pipe["SourceParameters"]["DynamoDBStreamParameters"]["BatchSize"])


def index_keys(table: str) -> list[frozenset[str]]:
    """Return, for each index of a table, the attributes that an item must have to be in it."""
    indexes = _properties(table).get("GlobalSecondaryIndexes", [])
    return [frozenset(key["AttributeName"] for key in one["KeySchema"]) for one in indexes]


def _properties(physical: str) -> dict[str, Any]:
    service = service_of(physical)
    logical = physical.removeprefix(f"waybill-{STAGE}-{service}-").rpartition("-")[0]
    return dict(_resources(service)[logical]["Properties"])


@cache
def _resources(service: str) -> dict[str, Any]:
    template = BUILD / STAGE / service / "sam.json"
    return dict(json.loads(template.read_text())["Resources"])
