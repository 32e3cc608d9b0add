"""The carrier gateway in an account in memory, with a carrier on this machine."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters.attempts import AttemptItem
from chalicelib.carrier_gateway.adapters.callback_tasks import CallbackTaskItem
from chalicelib.carrier_gateway.adapters.leases import LeaseItem
from chalicelib.carrier_gateway.adapters.parcels import ParcelItem
from chalicelib.carrier_gateway.adapters.partners import PartnerItem
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from chalicelib.carrier_gateway.domain.shipping.events import Event
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from eventing import aws
from eventing.credentials import Caller
from tests.support.apps import load
from tests.support.aws import account, bus, queue, taken
from tests.support.carrier import Carrier, carrier
from tests.support.contract import assert_valid
from tests.support.conversations import ORDER_ID, TENANT
from tests.support.documented import Client
from tests.support.executions import FakeMachine

GATEWAY = load("carrier-gateway")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD = "whsec_dGhlIHNlY3JldCBiZWZvcmUgdGhpcyBvbmU="
WIRED = (
    "service",
    "shipments",
    "partners",
    "secrets",
    "executions",
    "conversations",
    "wakes",
    "drainer",
    "registry",
    "attempts",
    "destinations",
    "parcels",
    "messages",
    "webhooks",
    "processing",
    "questions",
    "documents",
    "inquiries",
    "desks",
    "callbacks",
)
NAMESPACE = "0b7c0000-0000-4000-8000-000000000004"


@dataclass
class Lambda:
    """What a function is told of its own life."""

    seconds: float = 60

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


@dataclass
class Gateway:
    """The running service, its carrier, and what the world says to it."""

    carrier: Carrier
    wake_url: str
    heard: str
    machine: FakeMachine

    def deliver(self, *events: dict[str, Any]) -> list[str]:
        """Bring events through the inbox; return the ids of the messages that failed."""
        records = [
            {"messageId": f"message-{number}", "body": json.dumps(event)}
            for number, event in enumerate(events)
        ]
        failures = GATEWAY.consume({"Records": records}, None)["batchItemFailures"]
        return [failure["itemIdentifier"] for failure in failures]

    def wakes(self) -> list[str]:
        return [message["partner_id"] for message in taken(self.wake_url)]

    def drain(self, partner_id: str = "acme", seconds: float = 60) -> None:
        record = {"messageId": "wake", "body": json.dumps({"partner_id": partner_id})}
        GATEWAY.deliver_calls({"Records": [record]}, Lambda(seconds))

    def history(self, order_id: str = ORDER_ID) -> list[Event]:
        return list(wiring.service().store.read(stream_of(order_id, Task.SHIPPING)).events)

    def kinds(self, order_id: str = ORDER_ID) -> list[str]:
        return [type(event).__name__ for event in self.history(order_id)]

    def registered(self, **changes: Any) -> Partner:
        """Change what the registry says of acme."""
        partner = replace(Partner("acme", Way.SIGNED, self.carrier.url), **changes)
        wiring.partners().put(partner)
        return partner

    def published(self, order_id: str = ORDER_ID) -> list[str]:
        """Publish a conversation as the pipe would; return what was said, all of it valid."""
        wiring.service().republisher.stream(stream_of(order_id, Task.SHIPPING))
        said = taken(self.heard)
        for event in said:
            assert_valid(event["detail-type"], event["detail"])
        return [event["detail-type"] for event in said]


def share_secrets(partner_id: str, *signing: str) -> None:
    name, value = f"/waybill/test/partners/{partner_id}", json.dumps({"signing": signing})
    client = aws.client("secretsmanager")
    try:
        client.create_secret(Name=name, SecretString=value)
    except client.exceptions.ResourceExistsException:
        client.put_secret_value(SecretId=name, SecretString=value)


@pytest.fixture
def gateway(monkeypatch) -> Iterator[Gateway]:
    for name in WIRED:
        getattr(wiring, name).cache_clear()
    tables = {
        "partners": PartnerItem,
        "leases": LeaseItem,
        "attempts": AttemptItem,
        "callback-tasks": CallbackTaskItem,
        "parcels": ParcelItem,
    }
    machine = FakeMachine()
    monkeypatch.setattr(wiring, "machine", lambda: machine)
    with account(**tables), carrier() as server:
        environment = {
            "STAGE": "local",
            "PARTNERS_TABLE": "partners",
            "LEASES_TABLE": "leases",
            "ATTEMPTS_TABLE": "attempts",
            "CALLBACK_TASKS_TABLE": "callback-tasks",
            "WAKE_URL": queue("wake"),
            "SECRETS_PREFIX": "/waybill/test/partners/",
            "PARCELS_TABLE": "parcels",
            "WEBHOOKS_BUCKET": "webhooks",
            "WEBHOOK_MACHINE": "arn:aws:states:us-east-1:123456789012:stateMachine:webhook",
            "WEBHOOK_PATIENCE_S": "0",
            "DOCUMENTS_BUCKET": "documents",
        }
        for name in ("webhooks", "documents"):
            aws.client("s3").create_bucket(Bucket=name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        made = Gateway(server, environment["WAKE_URL"], bus(), machine)
        made.registered()
        wiring.partners().put(Partner("globex", Way.API_DESTINATION, server.url, signs=False))
        share_secrets("acme", SECRET)
        yield made


@pytest.fixture
def client(gateway) -> Iterator[Client]:
    callers = {
        "acme-key": Caller("partner", "acme", "acme", NAMESPACE),
        "globex-key": Caller("partner", "globex", "globex", NAMESPACE),
        "client-key": Caller("client", "demo", TENANT, NAMESPACE, "acme"),
        "admin-key": Caller("admin", "ops", "", ""),
        "lost-key": Caller("partner", "lost", "lost", NAMESPACE),
    }
    for key, caller in callers.items():
        wiring.service().credentials.register(key, caller)
    with Client(GATEWAY.app) as made:
        yield made
