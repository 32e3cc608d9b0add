"""Bring a template to the engine and take it away again."""

import time
from pathlib import Path
from typing import Any

import yaml

from tests.support.engine import Engine

LONGEST_S = 300


def create(engine: Engine, name: str, template: str | dict[str, Any] | Path) -> dict[str, str]:
    """Create the stack and answer its outputs; a failure tells its first reason."""
    client = engine.client("cloudformation")
    client.create_stack(
        StackName=name, TemplateBody=_body(template), Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    return _finished(client, name, "CREATE_COMPLETE")


def update(engine: Engine, name: str, template: str | dict[str, Any] | Path) -> dict[str, str]:
    client = engine.client("cloudformation")
    client.update_stack(
        StackName=name, TemplateBody=_body(template), Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    return _finished(client, name, "UPDATE_COMPLETE")


def delete(engine: Engine, name: str) -> None:
    client = engine.client("cloudformation")
    stack = client.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
    client.delete_stack(StackName=name)
    _finished(client, stack, "DELETE_COMPLETE")


def _finished(client: Any, name: str, wanted: str) -> dict[str, str]:
    deadline = time.monotonic() + LONGEST_S
    while True:
        stack = client.describe_stacks(StackName=name)["Stacks"][0]
        if not stack["StackStatus"].endswith("_IN_PROGRESS") or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    assert stack["StackStatus"] == wanted, _reasons(client, name)
    return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}


def _reasons(client: Any, name: str) -> list[str]:
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    return [
        f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason')}"
        for one in reversed(events)
        if one["ResourceStatus"].endswith("_FAILED")
    ]


def _body(template: str | dict[str, Any] | Path) -> str:
    if isinstance(template, Path):
        return template.read_text()
    return template if isinstance(template, str) else yaml.safe_dump(template)
