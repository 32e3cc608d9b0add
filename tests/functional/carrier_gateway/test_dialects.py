"""A carrier with payloads of its own needs an entry in the registry, and no deployment."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from chalicelib.carrier_gateway import wiring
from tests.functional.carrier_gateway.conftest import GATEWAY, SECRET
from tests.support.api import Api
from tests.support.carrier import answer
from tests.support.conversations import ORDER_ID
from tests.support.orders_said import cancelled, ready

RULES = json.loads((Path(__file__).parents[2] / "support/dialects/hermes_express.json").read_text())
TOOK_IT = json.dumps({"data": {"state": "BOOKED", "parcels": [{"code": "HX-1"}]}}).encode()


@pytest.fixture
def express(gateway, client):
    """A carrier that speaks otherwise, registered by an administrator."""
    given = {"url": gateway.carrier.url, "mapping": RULES, "retry": {"first_s": 60}}
    made = Api(client, "admin-key").put("/partners/acme", given)
    assert (made.status, made.body["mapping"]) == (200, RULES)
    gateway.carrier.manners = [answer(201, TOOK_IT)]
    return gateway


def test_it_is_asked_in_its_words_and_its_answer_is_understood(express):
    express.deliver(ready())
    express.drain()
    (asked,) = express.carrier.requests
    said = json.loads(asked["body"])
    assert asked["path"] == "/v2/shipments"
    assert set(said) == {*RULES["requests"]["ORDER_SHIPPING_SERVICE"]["body"]}
    assert said["receiver"]["zip"] == "1070"
    assert said["articles"][0]["pieces"] == 2
    assert asked["headers"]["idempotency-key"] == f"{ORDER_ID}:ship"
    Webhook(SECRET).verify(asked["body"], asked["headers"])
    accepted = express.history()[-1]
    assert (accepted.tracking_number, accepted.shipping_status) == ("HX-1", "BOOKED")
    assert express.published()[-1] == "carrier.shipment_accepted.v1"


def test_it_is_told_of_a_cancellation_in_its_words(express):
    express.deliver(ready())
    express.drain()
    express.deliver(cancelled())
    express.drain()
    asked = express.carrier.requests[-1]
    assert asked["path"] == f"/v2/shipments/{ORDER_ID}/storno"
    assert json.loads(asked["body"])["why"] == "cancelled"


def test_it_calls_back_in_its_words(express, client):
    express.carrier.manners = [answer(202)]
    express.deliver(ready())
    express.drain()
    said = {
        "order_id": ORDER_ID,
        "task_type": "ORDER_SHIPPING_SERVICE",
        "task_status": "SUCCEEDED",
        "task_output": json.loads(TOOK_IT),
    }
    assert post(client, "/callbacks", said).status == 200
    assert express.history()[-1].tracking_number == "HX-1"


def post(client, path, said):
    body, now = json.dumps(said).encode(), datetime.now(UTC)
    headers = {
        "webhook_id": "msg_1",
        "webhook_timestamp": str(int(now.timestamp())),
        "webhook_signature": Webhook(SECRET).sign("msg_1", now, body.decode()),
    }
    return Api(client, "acme-key").post(path, body, **headers)


@pytest.mark.parametrize(
    "odd", [b'{"data": "none"}', b"{}", b'{"data": {"parcels": {"code": "HX-1"}}}']
)
def test_an_answer_without_what_is_looked_for_is_still_an_answer(express, odd):
    express.carrier.manners = [answer(200, odd)]
    express.deliver(ready())
    express.drain()
    assert express.history()[-1].tracking_number is None


TELLS_WHETHER = {"tracking_number": "contains(digits, code)"}
NO_TEXT = {"digits": "abc", "code": 1}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (TELLS_WHETHER, json.dumps(NO_TEXT).encode()),
        ({"tracking_number": "code"}, b'{"code": "\\ud800"}'),
        ({"tracking_number": "code"}, b'"\\ud800"'),
        ({"tracking_number": "@"}, b'{"\\ud800": 1}'),
        ({"tracking_number": "code"}, b"<html>"),
        ({"tracking_number": "code"}, b'{"code": NaN}'),
        ({"tracking_number": "code"}, b'{"code": "\xff"}'),
        ({"tracking_number": "code"}, b"[" * 60_000),
    ],
)
def test_an_answer_that_does_not_fit_its_mapping_is_unreadable_and_comes_to_an_end(
    gateway, monkeypatch, rule, said
):
    long_ago = datetime.now(UTC) - timedelta(days=2)
    monkeypatch.setattr(wiring, "now", lambda: long_ago)
    mapping = {"answers": {"ORDER_SHIPPING_SERVICE": rule}}
    gateway.registered(mapping=mapping)
    gateway.carrier.manners = [answer(200, said)]
    gateway.deliver(ready())
    gateway.drain()
    assert gateway.history()[-1].code == "unreadable_answer"
    assert gateway.published()[-1] == "carrier.shipment_failed.v1"


@pytest.mark.parametrize("blank", [b"", b" \n"])
def test_an_answer_without_words_needs_no_mapping(express, blank):
    express.carrier.manners = [answer(200, blank)]
    express.deliver(ready())
    express.drain()
    assert express.kinds()[-1] == "ShipmentAccepted"


def test_a_callback_that_does_not_fit_its_mapping_is_the_partners_fault(gateway, client):
    gateway.registered(mapping={"answers": {"ORDER_SHIPPING_SERVICE": TELLS_WHETHER}})
    gateway.carrier.manners = [answer(202)]
    gateway.deliver(ready())
    gateway.drain()
    said = {"order_id": ORDER_ID, "task_type": "ORDER_SHIPPING_SERVICE", "task_status": "SUCCESS"}
    told = post(client, "/callbacks", {**said, "task_output": NO_TEXT})
    assert (told.status, told.body["errors"][0]["field"]) == (422, "task_output")
    as_webhook = post(client, "/webhooks/acme", {**said, "type": "task", "task_output": NO_TEXT})
    assert processed(as_webhook.body["id"])["code"] == "answer_refused"
    assert gateway.kinds() == ["ShipmentRequested", "ShipmentTaken"]


def test_a_webhook_that_does_not_fit_its_mapping_is_refused(gateway, client):
    gateway.registered(mapping={"webhook": {"fields": TELLS_WHETHER}})
    told = post(client, "/webhooks/acme", NO_TEXT)
    assert told.status == 202
    assert processed(told.body["id"])["code"] == "invalid"


def processed(webhook_id):
    GATEWAY.normalise_webhook({"webhook_id": webhook_id}, None)
    return GATEWAY.record_webhook({"webhook_id": webhook_id}, None)


def test_a_mapping_that_does_not_fit_holds_the_call_until_it_is_mended(express, client):
    """Whatever a mistake in a mapping would lose is kept instead."""
    broken = {"requests": {"ORDER_SHIPPING_SERVICE": {"body": {"a": "abs(currency)"}}}}
    admin = Api(client, "admin-key")
    given = {"url": express.carrier.url, "retry": {"first_s": 1, "longest_s": 1}}
    admin.put("/partners/acme", {**given, "mapping": broken})
    express.deliver(ready())
    express.drain(seconds=17)
    assert express.carrier.requests == []
    assert express.kinds() == ["ShipmentRequested"]
    admin.put("/partners/acme", {**given, "mapping": RULES})
    express.drain(seconds=17)
    assert express.history()[-1].tracking_number == "HX-1"
