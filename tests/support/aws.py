"""An AWS account in memory, with the tables and queues that a service has."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from moto import mock_aws
from moto.core.models import botocore_stubber
from pynamodb.models import Model

from eventing import aws
from eventing.credentials import CredentialItem
from eventing.dynamo import CommitItem
from eventing.parking import ParkedItem
from eventing.tables import bound
from tests.support.apps import ENVIRONMENT

TABLES: dict[str, type[Model]] = {
    ENVIRONMENT["EVENTS_TABLE"]: CommitItem,
    ENVIRONMENT["PARKED_TABLE"]: ParkedItem,
    ENVIRONMENT["CREDENTIALS_TABLE"]: CredentialItem,
}


@contextmanager
def account(**tables: type[Model]) -> Iterator[None]:
    """Be in a fresh account that has the kit's tables and `tables`; clients may be kept."""
    with mock_aws():
        for name, model in (TABLES | tables).items():
            bound(model, name).create_table(billing_mode="PAY_PER_REQUEST")
        yield


@cache
def atomic(service: str) -> None:
    """Have `service` do one thing after the other: in moto, threads slip between if and then."""
    one_at_a_time = Lock()

    def stub(request: Any, event_name: str, **_: Any) -> Any:
        with one_at_a_time:
            return botocore_stubber(event_name, request)

    aws.client(service).meta.events.register_first(f"before-send.{service}", stub)


def queue(name: str) -> str:
    """Make an SQS queue and return its address."""
    return str(aws.client("sqs").create_queue(QueueName=name)["QueueUrl"])


def bus() -> str:
    """Make the bus, and a queue that hears all of it; return that queue's address."""
    address = queue("heard")
    events, name = aws.client("events"), ENVIRONMENT["BUS_NAME"]
    events.create_event_bus(Name=name)
    pattern = json.dumps({"source": [{"prefix": "waybill."}]})
    events.put_rule(Name="all", EventBusName=name, EventPattern=pattern)
    target = {"Id": "heard", "Arn": "arn:aws:sqs:us-east-1:123456789012:heard"}
    events.put_targets(Rule="all", EventBusName=name, Targets=[target])
    return address


def taken(address: str) -> list[Any]:
    """Take all messages off a queue and return their bodies, read as JSON."""
    found: list[Any] = []
    while messages := _receive(address):
        found += [json.loads(message["Body"]) for message in messages]
    return found


def _receive(address: str) -> list[dict[str, Any]]:
    sqs = aws.client("sqs")
    messages = sqs.receive_message(QueueUrl=address, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=address, ReceiptHandle=message["ReceiptHandle"])
    return list(messages)
