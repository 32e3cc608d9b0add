"""Carriers confirm over HTTP: only their own orders, only what they signed, each thing once."""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from chalicelib.carrier_gateway import wiring
from tests.functional.carrier_gateway.conftest import GATEWAY, OLD, SECRET, share_secrets
from tests.support.api import Answer, Api
from tests.support.conversations import ORDER_ID
from tests.support.orders_said import cancelled, ready

SHIPPED = {
    "order_id": ORDER_ID,
    "shipped_at": "2026-11-20T10:00:00+01:00",
    "tracking_number": "1Z-9",
}
DELIVERED = {"order_id": ORDER_ID, "delivered_at": "2026-11-21T09:30:00.123456Z"}
ANSWER = {
    "order_id": ORDER_ID,
    "state": "shipped",
    "shipped_at": "2026-11-20T09:00:00.000Z",
    "tracking_number": "1Z-9",
}


@pytest.fixture(autouse=True)
def _long_ago(monkeypatch):
    """Let the story's times be past, whenever the tests are run."""
    monkeypatch.setattr("chalicelib.carrier_gateway.adapters.http_in.AHEAD", timedelta(days=36500))


@pytest.fixture
def given(gateway):
    """An order that was given to acme, which has not answered."""
    gateway.deliver(ready())
    return gateway


def confirm(client, said, what="shipment", key="acme-key", secret=SECRET, **headers) -> Answer:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    if secret:
        now, message_id = datetime.now(UTC), f"msg_{uuid.uuid4().hex}"
        headers = {
            "webhook_id": message_id,
            "webhook_timestamp": str(int(now.timestamp())),
            "webhook_signature": Webhook(secret).sign(message_id, now, body.decode("latin-1"))
            if not body.isascii()
            else Webhook(secret).sign(message_id, now, body.decode()),
            **headers,
        }
    return Api(client, key).post(f"/confirm-{what}", body, **headers)


def test_a_shipment_is_confirmed(given, client):
    answer = confirm(client, SHIPPED)
    assert (answer.status, answer.body) == (200, ANSWER)
    assert given.kinds() == ["ShipmentRequested", "OrderShipped"]
    assert given.published()[-1] == "carrier.order_shipped.v1"


def test_a_delivery_is_confirmed(given, client):
    confirm(client, SHIPPED)
    answer = confirm(client, DELIVERED, "delivery")
    assert (answer.status, answer.body["state"]) == (200, "delivered")
    assert answer.body["delivered_at"] == "2026-11-21T09:30:00.123Z"
    assert given.published()[-1] == "carrier.order_delivered.v1"


def test_said_again_it_is_answered_again_and_changes_nothing(given, client):
    answers = [confirm(client, SHIPPED) for _ in range(3)]
    again = confirm(client, {**SHIPPED, "shipped_at": "2026-11-20T09:00:00.000Z"})
    assert {answer.status for answer in answers} == {200}
    assert [answer.body for answer in answers] == [ANSWER] * 3
    assert again.body == ANSWER
    assert given.kinds() == ["ShipmentRequested", "OrderShipped"]


def test_a_replayed_message_has_no_effect(given, client):
    now = datetime.now(UTC)
    body = json.dumps(SHIPPED).encode()
    headers = {
        "webhook_id": "msg_1",
        "webhook_timestamp": str(int(now.timestamp())),
        "webhook_signature": Webhook(SECRET).sign("msg_1", now, body.decode()),
    }
    for _ in range(2):
        assert confirm(client, body, secret=None, **headers).status == 200
    assert given.kinds() == ["ShipmentRequested", "OrderShipped"]


def test_a_later_word_that_contradicts_the_first_does_not_count(given, client):
    confirm(client, SHIPPED)
    answer = confirm(client, {**SHIPPED, "tracking_number": "other"})
    assert (answer.status, answer.body) == (200, ANSWER)


def test_a_shipment_that_nobody_asked_for_any_more_is_told_to_the_order(given, client):
    given.deliver(cancelled())
    assert confirm(client, SHIPPED).status == 200
    assert given.published()[-1] == "carrier.order_shipped.v1"


def test_who_caused_it_is_the_partner(given, client):
    confirm(client, SHIPPED)
    stored = wiring.service().store.read(f"{ORDER_ID}:ORDER_SHIPPING_SERVICE").commits[-1]
    assert stored.provenance.actor == "partner:acme"
    assert stored.provenance.tenant_id == "demo"


def test_an_order_of_another_carrier_is_as_unknown_as_none(given, client):
    foreign = confirm(client, SHIPPED, key="globex-key", secret=None)
    unknown = confirm(
        client, {**SHIPPED, "order_id": str(uuid.uuid4())}, key="globex-key", secret=None
    )
    assert (foreign.status, foreign.body) == (unknown.status, unknown.body)
    assert foreign.status == 404
    assert foreign.headers["Content-Type"] == "application/problem+json"
    assert given.kinds() == ["ShipmentRequested"]


def test_a_partner_that_does_not_sign_needs_its_key_only(gateway, client):
    gateway.deliver(ready(carrier="globex"))
    assert confirm(client, SHIPPED, key="globex-key", secret=None).status == 200


@pytest.mark.parametrize("key", ["client-key", "nobody's"])
def test_only_partners_come_in(given, client, key):
    assert Api(client, key).client.http.post(
        "/confirm-shipment", headers={"authorization": key, "x-api-key": key}, body=b"{}"
    ).status_code in (401, 403)


FOREIGN = "whsec_" + base64.b64encode(b"the secret of another").decode()


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": None},
        {"secret": FOREIGN},
        {"secret": OLD},
        {"webhook_timestamp": "0"},
        {"webhook_timestamp": "nan"},
        {"webhook_signature": "garbage"},
        {"webhook_signature": "v1,a,b"},
        {"webhook_id": "msg_other"},
        {"webhook_id": ""},
        {"key": "lost-key"},
    ],
)
def test_what_is_not_signed_by_the_partner_is_refused_and_changes_nothing(given, client, forged):
    answer = confirm(client, SHIPPED, **forged)
    assert answer.status == 401
    assert answer.body["detail"] == "A valid Standard Webhooks signature is needed."
    assert given.kinds() == ["ShipmentRequested"]


def test_a_body_that_is_not_utf_8_is_refused(given, client):
    assert confirm(client, b'{"order_id": "\xff"}').status == 401
    assert confirm(client, b"\xff", key="globex-key", secret=None).status == 400


def test_two_secrets_live_while_one_replaces_the_other(given, client):
    share_secrets("acme", OLD)
    assert confirm(client, SHIPPED, secret=SECRET).status == 401
    share_secrets("acme", SECRET, OLD)
    wiring.secrets.cache_clear()
    for secret in (SECRET, OLD):
        assert confirm(client, SHIPPED, secret=secret).status == 200


def test_a_new_secret_is_believed_though_the_old_one_is_remembered(given, client, monkeypatch):
    assert confirm(client, SHIPPED).status == 200
    share_secrets("acme", OLD, SECRET)
    assert confirm(client, SHIPPED, secret=OLD).status == 401
    monkeypatch.setattr(GATEWAY, "NEW_SECRET_S", 0)
    assert confirm(client, SHIPPED, secret=OLD).status == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"order_id": None}, "order_id"),
        ({"order_id": {"$ne": 1}}, "order_id"),
        ({"order_id": "../orders"}, "order_id"),
        ({"order_id": ORDER_ID + "\n"}, "order_id"),
        ({"shipped_at": None}, "shipped_at"),
        ({"shipped_at": "yesterday"}, "shipped_at"),
        ({"shipped_at": "2026-11-20T10:00:00"}, "shipped_at"),
        ({"shipped_at": 1763640000}, "shipped_at"),
        ({"shipped_at": "1763640000"}, "shipped_at"),
        ({"shipped_at": "9000-11-20T10:00:00Z"}, "shipped_at"),
        ({"shipped_at": "0001-01-01T00:00:00+14:00"}, "shipped_at"),
        ({"shipped_at": "9999-12-31T23:59:59-14:00"}, "shipped_at"),
        ({"tracking_number": ""}, "tracking_number"),
        ({"tracking_number": 7}, "tracking_number"),
        ({"tracking_number": "x" * 129}, "tracking_number"),
        ({"tracking_number": "1Z\r\nBcc: x"}, "tracking_number"),
        ({"carrier": "acme"}, "carrier"),
    ],
)
def test_a_wrong_field_is_named(given, client, wrong, field):
    answer = confirm(client, {**SHIPPED, **wrong})
    assert answer.status == 422
    assert field in [error["field"] for error in answer.body["errors"]]
    assert given.kinds() == ["ShipmentRequested"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"7", b"{", b"[" * 50_000, b'{"tracking_number": "\\ud800"}']
)
def test_a_body_that_is_no_object_is_refused(given, client, body):
    assert confirm(client, body).status in (400, 422)


def test_a_time_a_little_ahead_is_forgiven_and_one_far_ahead_is_not(given, client, monkeypatch):
    monkeypatch.setattr("chalicelib.carrier_gateway.adapters.http_in.AHEAD", timedelta(days=1))
    ahead = datetime.now(UTC) + timedelta(days=2)
    assert confirm(client, {**SHIPPED, "shipped_at": ahead.isoformat()}).status == 422
    soon = datetime.now(UTC) + timedelta(hours=20)
    assert confirm(client, {**SHIPPED, "shipped_at": soon.isoformat()}).status == 200
