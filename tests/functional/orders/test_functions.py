"""The functions behind the routes: publish, consume, park, republish, audit, redrive."""

import json
from typing import Any

import pytest

from eventing import aws
from tests.functional.orders.conftest import ORDERS
from tests.support.apps import ENVIRONMENT
from tests.support.aws import bus, queue, taken
from tests.support.contract import assert_valid
from tests.unit.eventing.test_publish import record


@pytest.fixture
def placed(api, order) -> str:
    return str(api.post("/orders", order).body["order_id"])


@pytest.fixture
def heard(app) -> str:
    """Return a queue that hears all of the bus."""
    return bus()


def rows() -> list[dict[str, Any]]:
    return [item.attribute_values for item in ORDERS.wiring.service().store._items.scan()]


def said(order_id: str, fact: str, **data: Any) -> dict[str, Any]:
    """Build what the carrier gateway says about an order."""
    conversation = f"{order_id}:ORDER_SHIPPING_SERVICE"
    metadata = {
        "event_id": f"{conversation}#3",
        "occurred_at": "2026-11-20T12:00:00.000Z",
        "tenant_id": "demo",
        "stream_id": conversation,
        "stream_version": 3,
        "correlation_id": order_id,
        "causation_id": "confirm-shipment:1",
        "actor": "partner:acme",
    }
    answered = {"order_id": order_id, "carrier": "acme", "answers": f"{order_id}#2"}
    detail = {"metadata": metadata, "data": answered | data}
    assert_valid(f"carrier.{fact}.v1", detail)
    return {
        "source": "waybill.carrier-gateway",
        "detail-type": f"carrier.{fact}.v1",
        "detail": detail,
    }


def batch(*events: Any) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": f"m-{number}",
                "body": event if isinstance(event, str) else json.dumps(event),
                "attributes": {"ApproximateReceiveCount": "5"},
                "messageAttributes": {},
            }
            for number, event in enumerate(events, 1)
        ]
    }


def call(app, function: str, event: Any) -> Any:
    return app.lambda_.invoke(function, event).payload


SHIPPED_AT = "2026-11-20T16:00:00.000Z"


def test_what_is_placed_is_published(app, placed):
    published = call(app, "publish", [record(row) for row in rows()])
    assert [m["detail_type"] for m in published] == ["order.placed.v1", "order.ready_to_ship.v1"]
    for message in published:
        assert_valid(message["detail_type"], message["detail"])


def test_what_the_carrier_says_changes_the_order(app, api, placed):
    shipped = said(placed, "order_shipped", shipped_at=SHIPPED_AT, tracking_number="1Z-9")
    assert call(app, "consume", batch(shipped, shipped)) == {"batchItemFailures": []}
    order = api.get(f"/orders/{placed}").body
    assert (order["state"], order["reason"], order["tracking_number"], order["version"]) == (
        "shipped",
        f"Shipped at {SHIPPED_AT}",
        "1Z-9",
        3,
    )


def test_a_poison_message_is_parked_and_redriven(app, api, placed, heard, monkeypatch):
    inbox = queue("inbox")
    monkeypatch.setitem(ORDERS.wiring.service().parking.__dict__, "_inbox_url", inbox)
    early = said(placed, "order_delivered", delivered_at=SHIPPED_AT)
    poison = json.loads(json.dumps(early).replace(f"{placed}#2", "another-order#2"))
    good = said(placed, "order_shipped", shipped_at=SHIPPED_AT)
    answer = call(app, "consume", batch(poison, good))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert api.get(f"/orders/{placed}").body["state"] == "shipped"
    call(app, "park", batch(poison))
    [parked] = [e["detail"] for e in taken(heard)]
    assert_valid("order.message_parked.v1", parked)
    reason = f"ForeignAnswer: another-order#2 is no question of order {placed}"
    assert parked["data"]["reason"] == reason
    assert call(app, "redrive", {"action": "redrive", "ids": ["m-1"]})["settled"] == ["m-1"]
    assert taken(inbox) == [poison]


def test_what_the_pipe_lost_is_said_again(app, placed, heard):
    ends = ("approximateArrivalOfFirstRecord", "approximateArrivalOfLastRecord")
    lost = {"batchSize": 1} | dict.fromkeys(ends, ORDERS.now().isoformat())
    call(app, "republish", batch({"DDBStreamBatchInfo": lost}))
    again = [event["detail"]["metadata"]["event_id"] for event in taken(heard)]
    assert again == [f"{placed}#1", f"{placed}#2"]


def test_a_subscriber_may_ask_for_what_it_missed(app, placed, heard):
    request = said(placed, "order_shipped", shipped_at=SHIPPED_AT)
    request["detail-type"] = "operator.republication_requested.v1"
    asked = {"context": "order", "requested_by": "x", "stream_id": placed, "from_version": 2}
    request["detail"]["data"] = asked
    assert call(app, "consume", batch(request)) == {"batchItemFailures": []}
    assert [e["detail"]["metadata"]["event_id"] for e in taken(heard)] == [f"{placed}#2"]


def test_the_audit_tells_nothing_of_a_window_that_is_open(app, placed):
    call(app, "audit", {})
    [digest] = ORDERS.wiring.service().store.read("audit:order").events
    assert digest.streams == ()


def test_without_its_table_a_batch_stays_in_the_queue(app, placed):
    aws.client("dynamodb").delete_table(TableName=ENVIRONMENT["EVENTS_TABLE"])
    shipped = said(placed, "order_shipped", shipped_at=SHIPPED_AT)
    assert len(call(app, "consume", batch(shipped))["batchItemFailures"]) == 1
