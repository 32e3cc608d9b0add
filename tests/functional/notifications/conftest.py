"""The notifications app in an account in memory, with a mail service that can be made to fail."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from moto.core.models import botocore_stubber
from moto.ses import ses_backends

from chalicelib.notifications import wiring
from chalicelib.notifications.adapters import contacts, ses
from chalicelib.notifications.adapters.contacts import ContactItem
from chalicelib.notifications.application import posting
from chalicelib.notifications.domain.events import Event
from chalicelib.notifications.domain.letter import LETTER, Letter
from chalicelib.notifications.domain.occasion import Kind
from eventing import aws
from tests.support import apps
from tests.support.aws import account, bus, queue, taken
from tests.support.contract import assert_valid
from tests.support.letters import DOCUMENT, ORDER_ID, PDF, TENANT

SENDER = "orders@waybill.example"
MAIL_EVENTS_URL = "https://sqs.us-east-1.amazonaws.com/123456789012/mail-events"
BUCKET = "documents"
SENDING = "before-send.sesv2.SendEmail"

Fault = Callable[[Any], Any]


@dataclass
class Ses:
    """Stands before moto's mail service: the next of `faults` meets the next request."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __call__(self, request: Any, **_: Any) -> Any:
        self.requests.append(json.loads(request.body))
        return self.faults.pop(0)(request) if self.faults else botocore_stubber(SENDING, request)

    @property
    def delivered(self) -> list[str]:
        """The subjects of the mails that customers got."""
        backend = ses_backends["123456789012"]["us-east-1"]
        return [message.subject for message in backend.sent_messages]


def lost_request(exception: Exception) -> Fault:
    def fault(_: Any) -> Any:
        raise exception

    return fault


def lost_answer(exception: Exception) -> Fault:
    def fault(request: Any) -> Any:
        assert botocore_stubber(SENDING, request).status_code == 200
        raise exception

    return fault


def answer(status: int, code: str) -> Fault:
    def fault(request: Any) -> Any:
        headers = {"x-amzn-errortype": code, "content-type": "application/json"}
        response = AWSResponse(request.url, status, headers, None)
        response._content = json.dumps({"message": "about ada@example.com"}).encode()
        return response

    return fault


@dataclass
class Notifications:
    """The running service, and what the world says to it."""

    app: Any
    ses: Ses
    heard: str

    def deliver(self, *events: dict[str, Any]) -> list[str]:
        """Bring events through the inbox; return the ids of the messages that failed."""
        return self._failed(self.app.consume, [json.dumps(event) for event in events])

    def mail_events(self, *bodies: str) -> list[str]:
        return self._failed(self.app.mail_events, bodies)

    def letter(self, kind: str) -> Letter:
        stream = wiring.service().store.read(f"{ORDER_ID}:{kind}")
        return LETTER.replay(stream.events)

    def history(self, kind: str) -> list[Event]:
        return list(wiring.service().store.read(f"{ORDER_ID}:{kind}").events)

    def published(self) -> list[str]:
        """Publish all that is stored as the pipe would; return what was said."""
        for kind in Kind:
            wiring.service().republisher.stream(f"{ORDER_ID}:{kind}")
        said = taken(self.heard)
        for event in said:
            assert_valid(event["detail-type"], event["detail"])
        return [event["detail-type"] for event in said]

    def _failed(self, function: Any, bodies: Any) -> list[str]:
        records = [
            {"messageId": f"message-{number}", "body": body} for number, body in enumerate(bodies)
        ]
        failures = function({"Records": records}, None)["batchItemFailures"]
        return [failure["itemIdentifier"] for failure in failures]


@pytest.fixture
def notifications(monkeypatch: pytest.MonkeyPatch) -> Iterator[Notifications]:
    """The service; what is to be repeated or held is due at once."""
    for name, value in {
        "CONTACTS_TABLE": "contacts",
        "DOCUMENTS_BUCKET": BUCKET,
        "SENDER_ADDRESS": SENDER,
        "SENDER_NAME": "Tea & Cups",
        "CONFIGURATION_SET": "waybill-test",
        "MAIL_EVENTS_URL": MAIL_EVENTS_URL,
        "LETTER_PATIENCE_S": "0",
    }.items():
        monkeypatch.setitem(os.environ, name, value)
    monkeypatch.setattr(posting, "LONGEST_PAUSE", posting.FIRST_PAUSE * 0)
    monkeypatch.setattr(ses, "PAUSE_S", 0)
    # The story's orders are of one day, whenever the tests are run.
    monkeypatch.setattr(contacts, "KEPT", timedelta(days=36500))
    hooks, door = ses._client().meta.events, Ses()
    with account(contacts=ContactItem):
        aws.client("ses").verify_domain_identity(Domain="waybill.example")
        aws.client("s3").create_bucket(Bucket=BUCKET)
        queue("inbox")
        queue("mail-events")
        hooks.unregister("before-send", botocore_stubber)  # else moto takes each mail by itself
        hooks.register_first(SENDING, door)
        yield Notifications(apps.load("notifications"), door, bus())
        hooks.unregister(SENDING, door)


def order_event(fact: str, version: int, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": "waybill.orders",
        "detail-type": f"order.{fact}.v1",
        "detail": {
            "metadata": {
                "event_id": f"{ORDER_ID}#{version}",
                "occurred_at": "2026-11-20T12:00:00.000Z",
                "tenant_id": TENANT,
                "stream_id": ORDER_ID,
                "stream_version": version,
                "correlation_id": ORDER_ID,
                "causation_id": f"place:{ORDER_ID}",
                "actor": "client:demo",
            },
            "data": {"order_id": ORDER_ID, **data},
        },
    }


CUSTOMER = {"name": "Ada Example", "email": "ada@example.com", "locale": "es-CL"}
GOODS = {
    "lines": [{"sku": "TEA-100", "quantity": 2, "unit_price": "9.95"}],
    "currency": "EUR",
    "total": "19.90",
}
BARE = {"channel": "web", "external_id": "A-1001", "carrier": "acme"}
PLACED = order_event("placed", 1, {**BARE, "customer": CUSTOMER, **GOODS})
PLACED_BARE = order_event("placed", 1, BARE)
ENRICHED = order_event("enriched", 3, {"partner": "crm", "customer": CUSTOMER, **GOODS})
DOCUMENTED = order_event(
    "tax_document_issued",
    5,
    {
        "partner": "paperless",
        "document": {
            "key": DOCUMENT.key,
            "number": DOCUMENT.number,
            "media_type": DOCUMENT.media_type,
            "size": DOCUMENT.size,
            "sha256": DOCUMENT.sha256,
        },
    },
)
SHIPPED = order_event(
    "shipped",
    8,
    {"carrier": "acme", "shipped_at": "2026-11-20T16:00:00.000Z", "tracking_number": "1Z-9"},
)


def stored(content: bytes = PDF) -> None:
    """Put the tax document where the order's event says that it is."""
    aws.client("s3").put_object(Bucket=BUCKET, Key=DOCUMENT.key, Body=content)


def sent_event(tag: str, number: int = 1) -> str:
    """What SES says on the default bus when it took a mail."""
    tags = {"letter_id": [tag], "ses:configuration-set": ["waybill-test"]}
    return json.dumps(
        {
            "version": "0",
            "id": f"00000000-0000-0000-0000-{number:012}",
            "detail-type": "Email Sent",
            "source": "aws.ses",
            "detail": {
                "eventType": "Send",
                "mail": {
                    "timestamp": "2026-11-20T12:00:01.000Z",
                    "source": SENDER,
                    "messageId": "m-from-ses",
                    "destination": ["ada@example.com"],
                    "tags": tags,
                },
                "send": {},
            },
        }
    )
