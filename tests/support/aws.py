"""An AWS account in memory, with the tables and queues that a service has."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any
from unittest.mock import patch

from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber
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
    with mock_aws(), _one_thing_at_a_time():
        for name, model in (TABLES | tables).items():
            bound(model, name).create_table(billing_mode="PAY_PER_REQUEST")
        yield


@contextmanager
def _one_thing_at_a_time() -> Iterator[None]:
    """Let the account answer one request after the other: moto is not made for threads."""
    turn, native = RLock(), BotocoreStubber.process_request

    def process_request(self: BotocoreStubber, request: Any) -> Any:
        with turn:
            return native(self, request)

    with patch.object(BotocoreStubber, "process_request", process_request):
        yield


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
