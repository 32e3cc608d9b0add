"""Signatures at the edge, both ways: a forgery is a plain 401, and a rotation is no outage."""

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.functional.carrier_gateway.conftest import GATEWAY, share_secrets
from tests.support.api import Api
from tests.support.conversations import NOON, ORDER_ID
from tests.support.orders_said import ready
from tests.support.signature_corpus import FORGED, GENUINE, LIVE

SHIPPED = {"order_id": ORDER_ID, "shipped_at": "2026-11-20T10:00:00Z"}


class Noon(datetime):
    @classmethod
    def now(cls, tz=None):
        return NOON


@pytest.fixture
def acme(gateway, client, monkeypatch) -> Api:
    monkeypatch.setattr(GATEWAY, "datetime", Noon)
    share_secrets("acme", *LIVE)
    return Api(client, "acme-key")


@pytest.fixture
def admin(client) -> Api:
    return Api(client, "admin-key")


def statuses(acme, corpus, path) -> dict[str, int]:
    return {
        name: acme.client.http.post(
            path, headers={"authorization": "acme-key", **headers}, body=body
        ).status_code
        for name, (headers, body) in corpus.items()
    }


def test_every_forgery_is_a_plain_401(acme):
    wrong = {name: s for name, s in statuses(acme, FORGED, "/confirm-shipment").items() if s != 401}
    assert wrong == {}


def test_every_good_signature_is_let_through_to_what_it_signs(acme):
    """Where the bodies are none that the routes take, which they may then say."""
    found = statuses(acme, GENUINE, "/confirm-shipment")
    wrong = {name: status for name, status in found.items() if status not in (400, 413, 422)}
    assert wrong == {}


@pytest.mark.parametrize("path", ["/confirm-delivery", "/callbacks", "/webhooks/acme"])
def test_no_other_route_believes_more(acme, path):
    some = {name: FORGED[name] for name in list(FORGED)[::9]}
    assert set(statuses(acme, some, path).values()) == {401}


def confirmed(client, secret: str, number: int) -> int:
    now, message_id = datetime.now(UTC), f"msg_{number}"
    body = json.dumps(SHIPPED).encode()
    headers = {
        "webhook_id": message_id,
        "webhook_timestamp": str(int(now.timestamp())),
        "webhook_signature": Webhook(secret).sign(message_id, now, body.decode()),
    }
    return Api(client, "acme-key").post("/confirm-shipment", body, **headers).status


def test_while_a_secret_is_rotated_what_comes_in_is_believed_under_either(gateway, client, admin):
    gateway.deliver(ready())
    share_secrets("acme", first := "whsec_" + "A" * 32)
    assert confirmed(client, first, 1) == 200
    second = admin.post("/partners/acme/secret").body["signing_secret"]
    assert [confirmed(client, secret, 2) for secret in (first, second)] == [200, 200]
    third = admin.post("/partners/acme/secret").body["signing_secret"]
    assert [confirmed(client, secret, 3) for secret in (first, second, third)] == [401, 200, 200]


def test_while_a_secret_is_rotated_what_goes_out_is_believed_by_who_holds_either(
    gateway, client, admin
):
    share_secrets("acme", first := "whsec_" + "A" * 32)
    second = admin.post("/partners/acme/secret").body["signing_secret"]
    gateway.deliver(ready())
    gateway.drain()
    (asked,) = gateway.carrier.requests
    for secret in (first, second):
        Webhook(secret).verify(asked["body"], asked["headers"])
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "B" * 32).verify(asked["body"], asked["headers"])
