"""Stands in for AWS::Events::{Connection, ApiDestination, Archive, EventBusPolicy}."""

import json
from typing import Any

from ministack.services import eventbridge

from local.engine.resource_types import ApiType, Made, Properties, register
from local.engine.seams import Handler, ask


def install() -> None:
    register("AWS::Events::Connection", _CONNECTION.handler())
    register("AWS::Events::ApiDestination", _API_DESTINATION.handler())
    register("AWS::Events::Archive", _ARCHIVE.handler())
    register("AWS::Events::EventBusPolicy", _bus_policy())


def _events(action: str, **body: Any) -> dict[str, Any]:
    return ask(eventbridge, f"AWSEvents.{action}", **body)


def _as_text(pattern: Any) -> Any:
    return json.dumps(pattern) if isinstance(pattern, dict) else pattern


_CONNECTION = ApiType(
    noun="Connection",
    name_key="Name",
    arn_key="ConnectionArn",
    ask=_events,
    more=lambda arn: {"SecretArn": arn.replace(":events:", ":secretsmanager:")},
)
_API_DESTINATION = ApiType(
    noun="ApiDestination",
    name_key="Name",
    arn_key="ApiDestinationArn",
    ask=_events,
    convert={"InvocationRateLimitPerSecond": int},
    more=lambda arn: {"ArnForPolicy": arn},
)
_ARCHIVE = ApiType(
    noun="Archive",
    name_key="ArchiveName",
    arn_key="ArchiveArn",
    ask=_events,
    renamed={"SourceArn": "EventSourceArn"},
    fixed_on_update=("EventSourceArn",),
    convert={"RetentionDays": int, "EventPattern": _as_text},
)


def _bus_policy() -> Handler:
    """Keep the statement whole, as DescribeEventBus shows it; nothing enforces it here."""

    def put(_logical_id: str, properties: Properties, _stack: str) -> Made:
        bus, sid = properties.get("EventBusName", "default"), properties["StatementId"]
        policies = eventbridge._event_bus_policies
        policy = policies.get(bus) or {"Version": "2012-10-17", "Statement": []}
        others = [one for one in policy["Statement"] if one.get("Sid") != sid]
        policies[bus] = {**policy, "Statement": [*others, _statement(sid, properties)]}
        return f"{bus}|{sid}", {}

    def update(physical_id: str, old: Properties, new: Properties, stack: str) -> Made:
        made = put("", new, stack)
        if made[0] != physical_id:
            drop(physical_id, old)
        return made

    def drop(physical_id: str, _properties: Properties) -> None:
        bus, _, sid = physical_id.partition("|")
        _events("RemovePermission", EventBusName=bus, StatementId=sid)

    return {"create": put, "update": update, "delete": drop}


def _statement(sid: str, properties: Properties) -> dict[str, Any]:
    if given := properties.get("Statement"):
        return {**given, "Sid": sid}
    simple = {"Effect": "Allow", "Action": properties.get("Action", "events:PutEvents")}
    if condition := properties.get("Condition"):
        operator, key = condition["Type"], condition["Key"]
        simple["Condition"] = {operator: {key: condition["Value"]}}
    return {**simple, "Sid": sid, "Principal": properties.get("Principal", "*")}
