"""Partners tell what happened over HTTP: taken in at once, and processed as the workflow does."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters import signatures
from chalicelib.carrier_gateway.application.webhooks import stream_id
from eventing import aws
from tests.functional.carrier_gateway.conftest import GATEWAY, SECRET
from tests.support.aws import taken
from tests.support.carrier import answer
from tests.support.contract import assert_valid
from tests.support.conversations import ORDER_ID
from tests.support.orders_said import ready

MIB = 1024 * 1024
# The orders are handed over now, and scans from long before or long after are none of theirs.
PICKED_UP = datetime.now(UTC).replace(microsecond=0)
SCAN = {
    "type": "tracking",
    "tracking_number": "1Z-9",
    "status": "picked_up",
    "occurred_at": PICKED_UP.isoformat(),
}


@pytest.fixture
def shipping(gateway):
    """An order that acme accepted under a tracking number."""
    gateway.carrier.manners = [answer(200, b'{"tracking_number": "1Z-9"}')]
    assert gateway.deliver(ready()) == []
    gateway.drain()
    return gateway


def tell(client, body: Any, partner="acme", key="acme-key", message_id="msg_1", **headers: str):
    """Send a signed message."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        signed = signatures.headers([SECRET], message_id, datetime.now(UTC), raw)
    except UnicodeDecodeError:
        signed = {}
    return client.http.post(
        f"/webhooks/{partner}",
        body=raw,
        headers={
            "content-type": "application/json",
            "x-api-key": key,
            "authorization": key,
            **(signed if partner == "acme" else {}),
            **headers,
        },
    )


def see(client, location: str, key="acme-key"):
    headers = {"x-api-key": key, "authorization": key}
    return client.http.get(location, headers=headers)


def process(webhook_id: str) -> dict[str, Any]:
    """Do as the state machine does."""
    given = GATEWAY.normalise_webhook({"webhook_id": webhook_id}, None)
    return GATEWAY.record_webhook({"webhook_id": given["webhook_id"]}, None)


def kept() -> dict[str, bytes]:
    s3 = aws.client("s3")
    found = s3.list_objects_v2(Bucket="webhooks").get("Contents", [])
    get = {each["Key"]: s3.get_object(Bucket="webhooks", Key=each["Key"]) for each in found}
    return {key: each["Body"].read() for key, each in get.items()}


# In


def test_a_message_is_taken_in_at_once_and_can_be_looked_at(client):
    response = tell(client, {"type": "ping"})
    assert response.status_code == 202
    assert response.json_body["status"] == "received"
    webhook_id = response.json_body["id"]
    assert str(UUID(webhook_id)) == webhook_id
    assert response.headers["Location"] == f"/webhooks/acme/{webhook_id}"
    seen = see(client, response.headers["Location"])
    assert seen.status_code == 200
    assert set(seen.json_body) == {"id", "status", "received_at"}
    (key,) = kept()
    sha256 = hashlib.sha256(b'{"type": "ping"}').hexdigest()
    day = seen.json_body["received_at"][:10].replace("-", "/")
    assert key == f"acme/{day}/{webhook_id}/{sha256}"
    assert kept()[key] == b'{"type": "ping"}'


def test_a_replay_has_no_effect(client, shipping):
    first = tell(client, SCAN).json_body["id"]
    assert tell(client, SCAN).status_code == 200
    process(first)
    replayed = tell(client, SCAN)
    assert replayed.status_code == 200
    assert replayed.json_body == {"id": first, "status": "processed"}
    assert shipping.kinds().count("ParcelScanned") == 1


def test_an_id_names_one_message_only(client):
    tell(client, {"type": "ping"})
    refused = tell(client, {"type": "pong"})
    assert refused.status_code == 409
    assert list(kept().values()) == [b'{"type": "ping"}']


def test_what_is_not_signed_is_known_by_its_content(client):
    first = tell(client, {"type": "ping"}, "globex", "globex-key")
    again = tell(client, {"type": "ping"}, "globex", "globex-key", **{"webhook-id": "other"})
    other = tell(client, {"type": "pong"}, "globex", "globex-key")
    assert (first.status_code, again.status_code, other.status_code) == (202, 200, 202)
    assert first.json_body["id"] == again.json_body["id"] != other.json_body["id"]


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "garbage"},
        {"webhook-timestamp": "1700000000"},
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
    ],
)
def test_a_bad_signature_is_refused(client, headers):
    assert tell(client, SCAN, **headers).status_code == 401
    assert kept() == {}


def test_a_mebibyte_is_taken_and_no_byte_more(client):
    empty = json.dumps({"type": "note", "text": ""}).encode()
    full = json.dumps({"type": "note", "text": "x" * (MIB - len(empty))}).encode()
    assert len(full) == MIB
    assert tell(client, full).status_code == 202
    assert tell(client, full + b" ", message_id="msg_2").status_code == 413
    assert list(kept().values()) == [full]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x"]
)
def test_another_type_than_json_is_refused(client, kind):
    assert tell(client, SCAN, **{"content-type": kind}).status_code == 415


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
def test_json_is_taken(client, kind):
    assert tell(client, SCAN, **{"content-type": kind}).status_code == 202


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"order shipped!", 400),
        (b'{"type": "ping"', 400),
        (b'{"type": "p\xff"}', 400),
        (b"[" * 100_000, 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"17", 422),
    ],
)
def test_what_is_no_json_object_is_refused_at_once(client, body, status):
    assert tell(client, body, "globex", "globex-key").status_code == status
    assert kept() == {}


def test_a_signed_message_must_be_text(client):
    assert tell(client, b'{"type": "p\xff"}').status_code == 401


def test_nobody_tells_or_sees_anything_in_the_name_of_another(client):
    webhook_id = tell(client, SCAN).json_body["id"]
    foreign = tell(client, SCAN, "acme", "globex-key")
    unknown = tell(client, SCAN, "nobody", "globex-key")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json_body == unknown.json_body
    for path in (
        f"/webhooks/acme/{webhook_id}",
        f"/webhooks/globex/{webhook_id}",
        f"/webhooks/globex/{uuid4()}",
        "/webhooks/globex/7",
    ):
        seen = see(client, path, "globex-key")
        assert (seen.status_code, seen.json_body) == (404, foreign.json_body)


@pytest.mark.parametrize("key", ["client-key", "no-key"])
def test_only_partners_tell(client, key):
    assert tell(client, SCAN, key=key).status_code == 403


def test_a_partner_that_is_not_registered_must_sign(client):
    assert tell(client, SCAN, "lost", "lost-key").status_code == 401


# What the public sample of such a service does wrong


@pytest.mark.parametrize("body", [b"", b"not json"])
def test_garbage_is_a_refusal_and_no_failure(client, body):
    assert tell(client, body).status_code == 400


def test_a_message_without_anything_in_it_is_never_called_processed(client):
    webhook_id = tell(client, {"data": None}).json_body["id"]
    assert process(webhook_id)["status"] == "refused"
    assert see(client, f"/webhooks/acme/{webhook_id}").json_body["code"] == "invalid"


def test_the_message_itself_is_in_the_bucket_only(client):
    webhook_id = tell(client, {"type": "note", "text": "Lindengasse 7"}).json_body["id"]
    process(webhook_id)
    rows = wiring.service().store.rows_of(stream_id(webhook_id))
    assert "Lindengasse" not in " ".join(str(dict(row)) for row in rows)


# Through


def test_scans_ship_and_deliver_an_order(client, shipping):
    arrived = PICKED_UP + timedelta(hours=2)
    delivered = {**SCAN, "status": "delivered", "occurred_at": arrived.isoformat()}
    for number, scan in enumerate((SCAN, delivered)):
        webhook_id = tell(client, scan, message_id=f"msg_{number}").json_body["id"]
        assert process(webhook_id)["facts"] == 1
        said = see(client, f"/webhooks/acme/{webhook_id}").json_body
        assert said["status"] == "processed"
    assert shipping.kinds()[-4:] == [
        "ParcelScanned",
        "OrderShipped",
        "ParcelScanned",
        "OrderDelivered",
    ]
    assert shipping.history()[-3].shipped_at == PICKED_UP
    assert shipping.published()[-4:] == [
        "carrier.tracking_updated.v1",
        "carrier.order_shipped.v1",
        "carrier.tracking_updated.v1",
        "carrier.order_delivered.v1",
    ]


def test_a_confirmed_tracking_number_finds_its_order(client, gateway):
    gateway.deliver(ready())
    gateway.drain()
    shipped = {"order_id": ORDER_ID, "shipped_at": PICKED_UP.isoformat(), "tracking_number": "X7"}
    raw = json.dumps(shipped).encode()
    signed = signatures.headers([SECRET], "confirmation", datetime.now(UTC), raw)
    known = {"x-api-key": "acme-key", "authorization": "acme-key"}
    kind = {"content-type": "application/json"}
    client.http.post("/confirm-shipment", body=raw, headers={**known, **kind, **signed})
    webhook_id = tell(client, {**SCAN, "tracking_number": "x-7"}).json_body["id"]
    assert process(webhook_id)["status"] == "processed"


def test_an_answer_to_a_task_may_come_as_a_webhook(client, gateway):
    gateway.carrier.manners = [answer(202)]
    gateway.deliver(ready())
    gateway.drain()
    said = {
        "type": "task",
        "order_id": ORDER_ID,
        "task_type": "ORDER_SHIPPING_SERVICE",
        "task_status": "SUCCEEDED",
        "task_output": {"shipping_status": "PROCESSING", "tracking_number": "1Z-9"},
    }
    assert process(tell(client, said).json_body["id"])["facts"] == 1
    assert gateway.kinds()[-1] == "ShipmentAccepted"
    assert process(tell(client, SCAN, message_id="msg_2").json_body["id"])["facts"] == 1
    other = {**said, "task_output": {"tracking_number": "another"}}
    refused = process(tell(client, other, message_id="msg_3").json_body["id"])
    assert refused["code"] == "answer_refused"
    wrong = process(
        tell(client, {**said, "task_status": "DONE"}, message_id="msg_4").json_body["id"]
    )
    assert wrong["code"] == "answer_refused"
    foreign = tell(client, said, "globex", "globex-key").json_body["id"]
    assert process(foreign)["code"] == "unknown_order"


def test_what_a_message_says_is_valid_on_the_bus(client, gateway):
    webhook_id = tell(client, {"type": "payment", "amount": "9.95", "currency": "EUR"}).json_body[
        "id"
    ]
    process(webhook_id)
    wiring.service().republisher.stream(stream_id(webhook_id))
    said = taken(gateway.heard)
    for event in said:
        assert_valid(event["detail-type"], event["detail"])
    assert [event["detail-type"] for event in said] == [
        "partner.webhook_received.v1",
        "partner.notice_received.v1",
        "partner.webhook_processed.v1",
    ]


def test_a_lost_start_is_made_up_for_by_the_sweep(client, monkeypatch):
    webhook_id = tell(client, {"type": "ping"}).json_body["id"]  # there is no state machine here
    assert GATEWAY.sweep_webhooks({}, None) == {"started": [], "given_up": []}
    soon = datetime.now(UTC) + timedelta(minutes=2)
    object.__setattr__(wiring.webhooks(), "clock", lambda: soon)
    assert GATEWAY.sweep_webhooks({}, None) == {"started": [webhook_id], "given_up": []}
    late = soon + timedelta(days=1)
    object.__setattr__(wiring.webhooks(), "clock", lambda: late)
    assert GATEWAY.sweep_webhooks({}, None) == {"started": [], "given_up": [webhook_id]}
    assert see(client, f"/webhooks/acme/{webhook_id}").json_body["code"] == "not_processed"
