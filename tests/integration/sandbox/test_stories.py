"""A parcel's story is told to the gateway, days of it in a moment of real time."""

import json
from itertools import pairwise

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.integration.sandbox.conftest import SECRET

SHIPPING = {"task_type": "ORDER_SHIPPING_SERVICE"}


@pytest.fixture
def carrier(desk):
    """A carrier whose clock only moves when it is put forward."""
    one = desk(name="swift")
    one.told("PUT", "/clock", {"paused": True})
    return one


def leap(carrier, days):
    carrier.told("POST", "/clock/advance", {"hours": 24 * days})


def statuses(heard):
    return [body.get("status") for path, body in heard if path == "/webhooks/swift"]


def test_five_days_are_told_at_once_and_in_order(carrier):
    carrier.control(scenario="delivered")
    tracking = carrier.ask(**SHIPPING).json()["tracking_number"]
    leap(carrier, 5)
    heard = carrier.heard(8)
    assert [path for path, _ in heard if path != "/webhooks/swift"] == [
        "/confirm-shipment",
        "/confirm-delivery",
    ]
    assert statuses(heard)[0] == "pending"
    assert statuses(heard)[-1] == "delivered"
    scan = heard[1][1]
    assert set(scan) == {
        *("type", "tracking_number", "order_id", "status"),
        *("occurred_at", "location", "description"),
    }
    assert (scan["type"], scan["tracking_number"]) == ("tracking", tracking)
    moments = [body["occurred_at"] for _, body in heard if "occurred_at" in body]
    assert all(one < other for one, other in pairwise(moments)), "no two at the same time"
    assert carrier.shipments()[0]["status"] == "delivered"


def test_nothing_is_told_before_its_time(carrier):
    carrier.control(scenario="delivered")
    carrier.ask(**SHIPPING)
    carrier.has_told(1)
    carrier.told("POST", "/clock/advance", {"to_next": True})
    carrier.has_told(3)
    assert statuses(carrier.heard(3)) == ["pending", "picked_up"]
    assert [m["state"] for m in carrier.messages()] == ["told"] * 3 + ["waiting"] * 5


def test_dates_can_be_those_of_its_clock(carrier):
    carrier.control(scenario="delivered", dates="clock")
    carrier.ask(**SHIPPING)
    leap(carrier, 5)
    heard = carrier.heard(8)
    assert heard[-2][1]["occurred_at"][:10] > heard[0][1]["occurred_at"][:10]


def test_an_order_can_name_its_own_scenario(carrier):
    carrier.ask(lines=[{"sku": "scenario:lost", "quantity": 1}], **SHIPPING)
    carrier.ask(order_id="o-2", external_id="TEST-scenario:returned", **SHIPPING)
    found = {s["order_id"]: s["scenario"] for s in carrier.shipments()}
    assert found == {"o-1": "lost", "o-2": "returned"}


def test_a_parcel_can_be_given_another_story(carrier):
    carrier.control(scenario="delivered")
    carrier.ask(**SHIPPING)
    carrier.heard(1)
    carrier.told("PUT", "/shipments/o-1", {"scenario": "returned"})
    leap(carrier, 10)
    heard = carrier.heard(1 + 12)
    assert statuses(heard)[-1] == "return_to_sender"
    assert "delivered" not in statuses(heard)


def test_a_parcel_is_moved_by_hand(carrier):
    carrier.told("POST", "/shipments", {"order_id": "by-hand"})
    scan = {"status": "on_hold", "reason": "weather.storm", "location": "Calais"}
    carrier.told("POST", "/shipments/by-hand/scans", scan)
    ((path, told),) = carrier.heard(1)
    assert path == "/webhooks/swift"
    assert told.items() >= {"order_id": "by-hand", **scan}.items()


def test_a_carrier_that_is_closed_opens_after_six_hours(carrier):
    carrier.control(scenario="outage_6h")
    closed = carrier.ask(**SHIPPING)
    assert closed.status == 503
    assert int(closed.headers["retry-after"]) == 6 * 3600
    carrier.told("POST", "/clock/advance", {"hours": 6})
    assert carrier.ask(**SHIPPING).status == 200
    leap(carrier, 5)
    missed = next(body for _, body in carrier.heard(7) if "scans" in body)
    assert [scan["status"] for scan in missed["scans"]] == ["in_transit"] * 3


def test_the_answer_may_come_by_callback_and_the_parcel_goes_on(carrier):
    carrier.control(mode="later", callback_after_s=3600, tracking_number="1ZA1B2C3D4")
    assert carrier.ask(**SHIPPING).status == 202
    carrier.told("POST", "/clock/advance", {"hours": 2})
    heard = carrier.heard(2)
    assert heard[0] == (
        "/callbacks",
        {
            "order_id": "o-1",
            "task_type": "ORDER_SHIPPING_SERVICE",
            "task_status": "SUCCEEDED",
            "callback_id": "cb-o-1",
            "task_output": {"shipping_status": "PROCESSING", "tracking_number": "1ZA1B2C3D4"},
        },
    )
    assert heard[1][0] == "/confirm-shipment"


def test_a_refusal_by_callback_ends_it(carrier):
    carrier.control(mode="later", callback_after_s=0, callback_status="FAILED")
    carrier.ask(**SHIPPING)
    ((_, told),) = carrier.heard(1)
    assert told["task_error"]["code"] == "NOT_SERVED"
    assert {m["state"] for m in carrier.messages()} <= {"told", "waiting"}
    assert len(carrier.messages()) == 1


def test_what_was_not_heard_is_not_overtaken(carrier):
    carrier.gateway.statuses[:] = [500]
    carrier.control(scenario="delivered")
    carrier.ask(**SHIPPING)
    leap(carrier, 5)
    assert statuses(carrier.heard(3)[:3]) == ["pending", "pending", "picked_up"]


def test_what_the_gateway_refuses_for_good_is_given_up(carrier):
    carrier.gateway.statuses[:] = [422]
    carrier.control(scenario="delivered")
    carrier.ask(**SHIPPING)
    leap(carrier, 5)
    carrier.heard(8)
    states = [m["state"] for m in carrier.messages()]
    assert states.count("given up") == 1


def test_without_a_gateway_a_story_is_only_written_down(carrier):
    carrier.control(scenario="delivered", connection={"gateway": "", "secret": SECRET})
    carrier.ask(**SHIPPING)
    leap(carrier, 5)
    carrier.until(lambda: carrier.shipments()[0]["status"] == "delivered")
    assert carrier.gateway.requests == []
    told = [one for one in carrier.exchanges() if one["status"] == 0]
    assert any("no gateway" in one["remark"] and '"delivered"' in one["body"] for one in told)


def test_a_wrong_signature_is_really_wrong(carrier):
    carrier.control(bad_signature=1, confirm_after_s=0)
    carrier.ask(**SHIPPING)
    carrier.heard(1)
    forged = carrier.gateway.requests[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(forged["body"], forged["headers"])


def test_a_duplicate_is_the_same_words_with_another_message_id(carrier):
    carrier.control(duplicate=1, scenario="delivered")
    carrier.ask(**SHIPPING)
    carrier.heard(2)
    one, other = carrier.gateway.requests[:2]
    assert json.loads(one["body"])["status"] == json.loads(other["body"])["status"]
    assert one["headers"]["webhook-id"] != other["headers"]["webhook-id"]
