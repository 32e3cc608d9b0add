"""What a carrier tells of a parcel, over HTTP, becomes what clients and customers see."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.carrier_gateway.adapters import signatures
from tests.e2e.waybill_system import Answer, System


def tell(system: System, body: Any, partner: str = "acme", path: str = "", **more: str) -> Answer:
    """Send a message signed as `partner` signs it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    known = system.partners[partner]
    message_id = more.pop("message_id", f"msg_{uuid.uuid4().hex}")
    signed = signatures.headers([known["secret"]], message_id, datetime.now(UTC), raw)
    headers = {name.replace("-", "_"): value for name, value in signed.items()} | more
    url = f"{system.url('carrier-gateway')}/webhooks/{path or partner}"
    return system.call("POST", url, raw, x_api_key=known["api_key"], **headers)


def ended(system: System, told: Answer, partner: str = "acme") -> dict[str, Any]:
    """Wait until a message was processed or refused, and return what the partner is told."""
    assert told.status == 202, told

    def there() -> dict[str, Any] | None:
        seen = see(system, told.json["id"], partner).json
        return dict(seen) if seen["status"] != "received" else None

    return system.until(there, what=lambda: see(system, told.json["id"], partner))


def see(system: System, webhook_id: str, partner: str = "acme") -> Answer:
    url = f"{system.url('carrier-gateway')}/webhooks/{partner}/{webhook_id}"
    return system.call("GET", url, x_api_key=system.partners[partner]["api_key"])


def scan(status: str, at: datetime, **more: Any) -> dict[str, Any]:
    return {"type": "tracking", "status": status, "occurred_at": at.isoformat(), **more}


@pytest.fixture
def accepted(system: System) -> dict[str, Any]:
    """An order whose carrier took it and says no more by itself."""
    system.behave("acme", mode="accept", confirm_after_s=None, deliver_after_s=None)
    order_id = system.placed(carrier="acme")

    def there() -> dict[str, Any] | None:
        order = system.order(order_id)
        return order if order.get("tracking_number") else None

    return system.until(there, what=lambda: system.order(order_id))


def test_scans_alone_ship_and_deliver_an_order(system, accepted):
    order_id, number = accepted["order_id"], accepted["tracking_number"]
    left = datetime.now(UTC).replace(microsecond=0)
    history = [
        scan("delivered", left + timedelta(minutes=2)),
        scan("in_transit", left + timedelta(minutes=1), location="Dover, GB"),
        scan("picked_up", left),
    ]
    said = ended(
        system, tell(system, {"type": "tracking", "tracking_number": number, "scans": history})
    )
    assert (said["status"], said["facts"]) == ("processed", 3)
    order = system.reaches(order_id, "delivered")
    assert order["shipped_at"] == left.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    system.until(lambda: number in json.dumps(system.mails(order_id)))


def test_a_parcel_that_comes_back_is_for_a_person(system, accepted):
    now, number = datetime.now(UTC), accepted["tracking_number"]
    for minutes, status in enumerate(("in_transit", "return_to_sender")):
        said = scan(status, now + timedelta(minutes=minutes), tracking_number=number)
        assert ended(system, tell(system, said))["facts"] == 1
    assert system.reaches(accepted["order_id"], "exception")
    back = scan("return_to_sender", now + timedelta(minutes=1), tracking_number=number)
    assert ended(system, tell(system, back))["facts"] == 0


def test_a_replay_has_no_effect_and_a_forgery_no_entrance(system, accepted):
    body = scan("picked_up", datetime.now(UTC), tracking_number=accepted["tracking_number"])
    first = tell(system, body, message_id="msg_replay")
    assert ended(system, first)["facts"] == 1
    replayed = tell(system, body, message_id="msg_replay")
    assert (replayed.status, replayed.json) == (
        200,
        {"id": first.json["id"], "status": "processed"},
    )
    assert first.headers["Location"].endswith(f"/webhooks/acme/{first.json['id']}")
    assert tell(system, body, webhook_signature="v1,AAAA").status == 401
    system.reaches(accepted["order_id"], "shipped")
    events = [event["detail_type"] for event in system.events(accepted["order_id"])]
    assert events.count("order.shipped.v1") == 1


def test_a_mebibyte_is_taken_and_no_byte_more(system):
    empty = len(json.dumps({"type": "note", "text": ""}))
    full = json.dumps({"type": "note", "text": "x" * (2**20 - empty)}).encode()
    assert ended(system, tell(system, full))["status"] == "processed"
    assert tell(system, full + b" ").status == 413


def test_garbage_is_refused_at_once(system):
    assert tell(system, b"").status == 400
    assert tell(system, b"order shipped!").status == 400
    assert tell(system, b"[]").status == 422
    assert tell(system, b"<xml/>", content_type="application/xml").status == 415
    assert tell(system, b"{}", path="globex").status == 404


def test_what_cannot_be_recorded_is_refused_and_kept(system):
    unknown = scan("delivered", datetime.now(UTC), order_id=str(uuid.uuid4()))
    assert ended(system, tell(system, unknown))["code"] == "unknown_order"
    said = ended(system, tell(system, {"data": None}))
    assert (said["status"], said["code"]) == ("refused", "invalid")


def test_an_answer_to_a_task_may_come_as_a_webhook(system):
    system.behave("acme", mode="silent")
    order_id = system.placed(carrier="acme")
    system.until(lambda: system.requests("acme", order_id))
    said = {
        "type": "task",
        "order_id": order_id,
        "task_type": "ORDER_SHIPPING_SERVICE",
        "task_status": "SUCCEEDED",
        "task_output": {"shipping_status": "PROCESSING", "tracking_number": f"T{order_id[:8]}"},
    }
    assert ended(system, tell(system, said))["status"] == "processed"
