"""Takes the bus's place: keeps what is published from the services, to deliver it as it likes."""

import json
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.waybill_system import System

SERVICES = ("orders", "carrier-gateway", "notifications")


@dataclass
class Tap:
    """A queue that gets every event on the bus; `events` are those seen so far."""

    system: System
    queue_url: str
    events: list[dict[str, Any]] = field(default_factory=list)

    def poll(self) -> list[dict[str, Any]]:
        """Take what came since the last poll."""
        sqs = self.system.aws("sqs")
        answer = sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        messages = answer.get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        fresh = [json.loads(message["Body"]) for message in messages]
        self.events += fresh
        return fresh

    def seen(self, detail_type: str, text: str = "") -> list[dict[str, Any]]:
        """Return the events of a kind seen so far that hold `text`."""
        self.poll()
        return [e for e in self.events if e["detail-type"] == detail_type and text in json.dumps(e)]


@contextmanager
def tap(system: System, pattern: dict[str, Any] | None = None) -> Iterator[Tap]:
    """Put a queue on the bus for as long as the block runs."""
    events, sqs = system.aws("events"), system.aws("sqs")
    name, bus = f"tap-{uuid.uuid4().hex[:8]}", system.parameter("platform/bus/name")
    queue_url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    every = json.dumps(pattern or {"source": [{"prefix": "waybill."}]})
    events.put_rule(Name=name, EventBusName=bus, EventPattern=every)
    target = {"Id": "tap", "Arn": arn["Attributes"]["QueueArn"]}
    events.put_targets(Rule=name, EventBusName=bus, Targets=[target])
    try:
        yield Tap(system, queue_url)
    finally:
        events.remove_targets(Rule=name, EventBusName=bus, Ids=["tap"])
        events.delete_rule(Name=name, EventBusName=bus)
        sqs.delete_queue(QueueUrl=queue_url)


@contextmanager
def silenced(system: System) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Turn off the rules that feed the services' inboxes; gives each service's patterns."""
    events, bus = system.aws("events"), system.parameter("platform/bus/name")
    inboxes = {service: system.parameter(f"{service}/inbox/url") for service in SERVICES}
    patterns: dict[str, list[dict[str, Any]]] = {service: [] for service in SERVICES}
    stopped = []
    for rule in events.list_rules(EventBusName=bus)["Rules"]:
        targets = events.list_targets_by_rule(Rule=rule["Name"], EventBusName=bus)["Targets"]
        for service, url in inboxes.items():
            queue = url.rsplit("/", 1)[-1]
            if any(t["Arn"].endswith(f":{queue}") for t in targets):
                patterns[service].append(json.loads(rule["EventPattern"]))
                stopped.append(rule["Name"])
    for name in stopped:
        events.disable_rule(Name=name, EventBusName=bus)
    try:
        yield patterns
    finally:
        for name in stopped:
            events.enable_rule(Name=name, EventBusName=bus)


def deliver(system: System, patterns: dict[str, list[dict[str, Any]]], event: Any) -> None:
    """Put one event in the inbox of every service that listens to it, as its rule would."""
    for service, wanted in patterns.items():
        if any(_matches(pattern, event) for pattern in wanted):
            system.aws("sqs").send_message(
                QueueUrl=system.parameter(f"{service}/inbox/url"), MessageBody=json.dumps(event)
            )


def twice_in_disorder(events: list[Any], chance: random.Random) -> list[Any]:
    """Return every event twice, shuffled."""
    doubled = [event for event in events for _ in range(2)]
    chance.shuffle(doubled)
    return doubled


def _matches(pattern: dict[str, Any], event: dict[str, Any]) -> bool:
    return event["source"] in pattern["source"] and event["detail-type"] in pattern["detail-type"]
