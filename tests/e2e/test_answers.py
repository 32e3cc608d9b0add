"""What callers are answered at the real gateway: repeats, strangers, forgeries, nonsense."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.e2e.waybill_system import ORDER, Answer, System

SHIPPED_AT = "2026-11-20T10:00:00Z"


def confirm(
    system: System,
    body: Any,
    *,
    carrier: str = "acme",
    key_of: str | None = None,
    secret: str | None = None,
    message_id: str | None = None,
) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {"x_api_key": system.partners[key_of or carrier]["api_key"]}
    secret = secret or system.partners[carrier].get("secret")
    if secret:
        now, message_id = datetime.now(UTC), message_id or f"msg_{uuid.uuid4().hex}"
        headers |= {
            "webhook_id": message_id,
            "webhook_timestamp": str(int(now.timestamp())),
            "webhook_signature": Webhook(secret).sign(message_id, now, text),
        }
    return system.call("POST", f"{system.url('carrier-gateway')}/confirm-shipment", text, **headers)


@pytest.fixture
def waiting(system: System) -> str:
    """An order that its carrier took and has not shipped."""
    system.behave("acme", confirm_after_s=None)
    order_id = system.placed(carrier="acme")
    system.until(lambda: system.order(order_id).get("shipping_status"))
    return order_id


def test_the_same_key_again_is_answered_as_at_first(system: System):
    system.behave("acme", confirm_after_s=None)
    first = system.place_order(key="again-1")
    second = system.place_order(key="again-1")

    assert (first.status, second.status) == (201, 200)
    assert first.json == second.json


def test_the_same_key_with_another_order_is_a_conflict(system: System):
    system.place_order(key="again-2")
    answer = system.place_order(key="again-2", currency="USD")

    assert answer.status == 409
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_another_tenants_order_is_answered_like_an_unknown_one(system: System):
    order_id = system.placed()

    foreign = system.get(f"/orders/{order_id}", client="other")
    unknown = system.get(f"/orders/{uuid.uuid4()}", client="other")

    assert (foreign.status, foreign.text) == (unknown.status, unknown.text) == (404, unknown.text)
    foreign = system.get(f"/notifications?order_id={order_id}", "other", "notifications")
    unknown = system.get(f"/notifications?order_id={uuid.uuid4()}", "other", "notifications")
    assert (foreign.status, foreign.text) == (unknown.status, unknown.text)


def test_without_a_key_or_with_a_wrong_one_nothing_is_answered(system: System):
    url = f"{system.url('orders')}/orders"
    for headers in ({}, {"x_api_key": "guessed"}):
        answer = system.call("POST", url, ORDER, idempotency_key="x", **headers)
        assert answer.status == 403
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_partners_key_opens_no_clients_door_and_the_reverse(system: System):
    partner, client = system.partners["acme"]["api_key"], system.clients["demo"]["api_key"]
    orders = system.call("GET", f"{system.url('orders')}/orders/x", x_api_key=partner)
    gateway = system.call(
        "POST", f"{system.url('carrier-gateway')}/confirm-shipment", {}, x_api_key=client
    )
    assert (orders.status, gateway.status) == (403, 403)


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ('{"currency":', 400, "Invalid JSON"),
        (json.dumps({**ORDER, "gift_wrap": True}), 422, "gift_wrap"),
        (json.dumps({**ORDER, "lines": []}), 422, "lines"),
        (json.dumps({**ORDER, "currency": 3}), 422, "currency"),
        (json.dumps({**ORDER, "notes": "x" * 140_000}), 413, "131072"),
        ("[" * 50_000, 400, "recursion"),
    ],
)
def test_a_wrong_body_is_refused_by_the_name_of_the_field(
    system: System, body: str, status: int, named: str
):
    key = system.clients["demo"]["api_key"]
    url = f"{system.url('orders')}/orders"
    answer = system.call("POST", url, body, x_api_key=key, idempotency_key="wrong")
    assert answer.status == status
    assert named in answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_wrong_content_type_is_refused(system: System):
    key = system.clients["demo"]["api_key"]
    url = f"{system.url('orders')}/orders"
    answer = system.call("POST", url, "<order/>", x_api_key=key, content_type="text/xml")
    assert answer.status == 415


def test_a_confirmation_counts_once(system: System, waiting: str):
    body = {"order_id": waiting, "shipped_at": SHIPPED_AT, "tracking_number": "1Z-E2E"}

    first = confirm(system, body, message_id="msg_replayed")
    again = confirm(system, body, message_id="msg_replayed")

    assert (first.status, again.status) == (200, 200)
    system.reaches(waiting, "shipped")
    shipped = [e for e in system.events(waiting) if e["detail_type"] == "order.shipped.v1"]
    assert len(shipped) == 1


def test_a_forged_confirmation_is_refused(system: System, waiting: str):
    body = {"order_id": waiting, "shipped_at": SHIPPED_AT}
    forged = "whsec_" + "A" * 32

    wrong = confirm(system, body, secret=forged)
    url = f"{system.url('carrier-gateway')}/confirm-shipment"
    unsigned = system.call("POST", url, body, x_api_key=system.partners["acme"]["api_key"])

    assert (wrong.status, unsigned.status) == (401, 401)
    assert system.order(waiting)["state"] == "pending"


def test_a_carrier_may_confirm_only_what_was_given_to_it(system: System, waiting: str):
    body = {"order_id": waiting, "shipped_at": SHIPPED_AT}
    foreign = confirm(system, body, carrier="globex")
    unknown = confirm(system, {**body, "order_id": str(uuid.uuid4())}, carrier="globex")

    assert (foreign.status, foreign.text) == (unknown.status, unknown.text)
    assert foreign.status == 404
    assert system.order(waiting)["state"] == "pending"


def test_a_client_over_its_rate_is_told_so(local_system: System):
    system, calls = local_system, range(20)
    gateway, plan = system.aws("apigateway"), system.parameter("orders/api/usage-plan-id")
    usual = gateway.get_usage_plan(usagePlanId=plan)["throttle"]

    def limit(throttle: dict[str, Any]) -> None:
        changes = [
            {"op": "replace", "path": f"/throttle/{name}", "value": f"{value:g}"}
            for name, value in throttle.items()
        ]
        gateway.update_usage_plan(usagePlanId=plan, patchOperations=changes)

    limit({"rateLimit": 1.0, "burstLimit": 1})
    try:
        answers = [system.get(f"/orders/{uuid.uuid4()}") for _ in calls]
    finally:
        limit(usual)

    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert refused[0].headers["Content-Type"] == "application/problem+json"
