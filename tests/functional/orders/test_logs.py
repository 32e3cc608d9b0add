"""Logs say which order and what went wrong, never who the customer is, not even on faults."""

import json
import logging
from copy import deepcopy
from io import StringIO

import pytest

from eventing import aws
from eventing.log import logger
from tests.functional.orders.conftest import ORDERS
from tests.functional.orders.test_functions import SHIPPED_AT, batch, call, rows, said
from tests.support.apps import ENVIRONMENT
from tests.support.aws import bus, queue
from tests.unit.eventing.test_publish import record

CANARY = "canary"


@pytest.fixture
def order(order):
    """Let every personal field hold the canary, and some that a client might abuse."""
    order["customer"] |= {"name": "canary Ann", "email": "canary@example.com"}
    order["ship_to"] |= {
        name: f"canary {name}" for name in ("name", "line1", "line2", "city", "region")
    }
    order["ship_to"]["postal_code"] = "canary-1"
    order["notes"] = "canary notes"
    order["lines"][0]["description"] = "canary for Ann"
    return order


@pytest.fixture
def logged(monkeypatch) -> StringIO:
    """Return what our logger and Chalice's write."""
    written = StringIO()
    for handler in [*logger.handlers, *ORDERS.app.log.handlers]:
        if isinstance(handler, logging.StreamHandler):
            monkeypatch.setattr(handler, "stream", written)
    return written


def unreadable(order_id: str) -> None:
    """Spoil the stored order, as a bug in an upcast would."""
    [row] = [row for row in rows() if row["stream_id"] == order_id]
    events = json.loads(row["events"])
    events[0][1]["details"]["customer"] = "canary instead of a customer"
    store = ORDERS.wiring.service().store
    store._items(**row | {"events": json.dumps(events)}).save()


def test_a_life_leaves_lines_without_personal_data(app, api, order, logged):
    queue("inbox")
    bus()
    order_id = api.post("/orders", order).body["order_id"]
    api.post("/orders", order)
    api.post("/orders", order | {"currency": "USD"})
    api.get(f"/orders/{order_id}/events")
    call(app, "publish", [record(row) for row in rows()])
    call(app, "consume", batch(said(order_id, "order_shipped", shipped_at=SHIPPED_AT)))
    api.post(f"/orders/{order_id}/cancel", {"reason": "canary"}, idempotency_key="k")
    lines = logged.getvalue()
    assert order_id in lines
    assert CANARY not in lines


def test_refusals_leave_no_personal_data(api, order, logged):
    wrong = deepcopy(order)
    wrong["customer"]["email"] = "canary@@"
    wrong["canary"] = "canary"
    assert api.post("/orders", wrong).status == 422
    assert api.post("/orders", json.dumps(order).encode() + b"canary").status == 400
    assert CANARY not in logged.getvalue()


def test_a_fault_of_the_table_leaves_no_personal_data(api, order, logged):
    aws.client("dynamodb").delete_table(TableName=ENVIRONMENT["EVENTS_TABLE"])
    answer = api.post("/orders", order)
    assert (answer.status, answer.body) == (
        500,
        {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "Something failed here; the request may be repeated.",
        },
    )
    lines = logged.getvalue()
    assert "ResourceNotFoundException" in lines
    assert CANARY not in lines


def test_an_order_that_cannot_be_read_leaves_no_personal_data(app, api, order, logged):
    order_id = api.post("/orders", order).body["order_id"]
    unreadable(order_id)
    assert api.get(f"/orders/{order_id}").status == 500
    call(app, "publish", [record(row) for row in rows()])
    call(app, "consume", batch(said(order_id, "order_shipped", shipped_at=SHIPPED_AT)))
    lines = logged.getvalue()
    assert "UnreadableEvent" in lines
    assert CANARY not in lines


def test_what_fails_in_the_queue_leaves_no_personal_data(app, api, order, logged):
    queue("inbox")
    bus()
    order_id = api.post("/orders", order).body["order_id"]
    good = said(order_id, "order_shipped", shipped_at=SHIPPED_AT)
    poison = good | {
        "detail": good["detail"] | {"data": {"order_id": "canary", "carrier": "canary!"}}
    }
    messages = batch(poison, "canary", json.dumps("canary"), good | {"detail-type": "unknown"})
    assert len(call(app, "consume", messages)["batchItemFailures"]) == 4
    call(app, "park", messages)
    assert CANARY not in logged.getvalue()
