"""The example subscriber's stack, what it reports, and how to make it miss events."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.e2e.waybill_system import System


@dataclass(frozen=True)
class Subscriber:
    """One deployed subscriber, found by its stack."""

    system: System
    stack: str

    @cached_property
    def outputs(self) -> dict[str, str]:
        found = self.system.aws("cloudformation").describe_stacks(StackName=self.stack)
        return {each["OutputKey"]: each["OutputValue"] for each in found["Stacks"][0]["Outputs"]}

    def report(self, order_id: str | None = None) -> dict[str, Any]:
        asked = {"order_id": order_id} if order_id else {}
        return invoked(self.system, self.outputs["ReportFunction"], asked)

    def versions(self, order_id: str) -> list[int]:
        return [int(line.split()[0]) for line in self.report(order_id)["timeline"]]

    def knows_all_of(self, order_id: str) -> bool:
        told = [each["metadata"]["stream_version"] for each in self.system.events(order_id)]
        return self.versions(order_id) == told

    def deliver(self, events: list[Any]) -> None:
        """Put events into its queue by hand."""
        for event in events:
            body = json.dumps(event)
            self.system.aws("sqs").send_message(QueueUrl=self.outputs["InboxUrl"], MessageBody=body)

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Let all events pass it by, as a rule does that somebody disabled."""
        bus, _, name = self.outputs["RuleArn"].rpartition(":rule/")[2].rpartition("/")
        events = self.system.aws("events")
        events.disable_rule(Name=name, EventBusName=bus)
        try:
            yield
        finally:
            events.enable_rule(Name=name, EventBusName=bus)


@dataclass
class Probe:
    """A queue that hears all that is said of orders, and all questions of subscribers."""

    system: System
    url: str
    heard: list[dict[str, Any]] = field(default_factory=list)

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for an event, however long ago it was heard."""
        return self.system.until(lambda: next(filter(wanted, self._all()), None))

    def events_of(self, order_id: str) -> list[dict[str, Any]]:
        return [each for each in self._all() if stream_of(each) == order_id]

    def naming(self, stream_id: str) -> list[dict[str, Any]]:
        """Return the digests that count the stream."""
        return [each for each in self._all() if names(each, stream_id)]

    def _all(self) -> list[dict[str, Any]]:
        sqs = self.system.aws("sqs")
        while found := sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in found:
                self.heard.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return self.heard


@contextmanager
def probe(system: System) -> Iterator[Probe]:
    """Listen on the bus for as long as it takes."""
    sqs, events, name = system.aws("sqs"), system.aws("events"), "subscriber-probe"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    rule = {"Name": name, "EventBusName": system.parameter("platform/bus/name")}
    pattern = {"source": ["waybill.orders", "waybill.subscriber"]}
    events.put_rule(**rule, EventPattern=json.dumps(pattern))
    target = {"Id": "probe", "Arn": arn["QueueArn"]}
    events.put_targets(Rule=name, EventBusName=rule["EventBusName"], Targets=[target])
    try:
        yield Probe(system, url)
    finally:
        events.remove_targets(Rule=name, EventBusName=rule["EventBusName"], Ids=["probe"])
        events.delete_rule(**rule)
        sqs.delete_queue(QueueUrl=url)


def invoked(system: System, function: str, payload: dict[str, Any]) -> Any:
    answer = system.aws("lambda").invoke(FunctionName=function, Payload=json.dumps(payload))
    result = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, result
    return result


def stream_of(event: dict[str, Any]) -> str:
    return str(event["detail"]["metadata"]["stream_id"])


def names(event: dict[str, Any], stream_id: str) -> bool:
    """Tell whether this is a digest that counts the stream."""
    heads = event["detail"]["data"].get("streams", [])
    return any(head["stream_id"] == stream_id for head in heads)


def asks_for(event: dict[str, Any], event_id: str) -> bool:
    """Tell whether this is a subscriber's question about the event."""
    stream_id, _, version = event_id.rpartition("#")
    asked = event["detail"]["data"]
    return (
        event["detail-type"] == "operator.republication_requested.v1"
        and asked["stream_id"] == stream_id
        and asked["from_version"] <= int(version) <= asked["to_version"]
    )
