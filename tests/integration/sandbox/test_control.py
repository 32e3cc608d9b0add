"""The control refuses what it does not understand, and shows what a person can read."""

from datetime import datetime, timedelta

import pytest

DATE = "2026-11-21T03:20:51Z"


@pytest.fixture
def carrier(desk):
    """A carrier with one parcel, whose clock stands still."""
    one = desk(name="swift")
    one.told("PUT", "/clock", {"paused": True})
    one.told("POST", "/shipments", {"order_id": "o-1"})
    return one


def state(partner):
    return [partner.told("GET", path) for path in ("/control", "/clock", "/shipments", "/messages")]


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("PUT", "/clock", {"speed": "fast"}, "a number is needed"),
        ("PUT", "/clock", {"paused": 1}, "paused is true or false"),
        ("PUT", "/clock", {"colour": 1}, "unknown: colour"),
        ("POST", "/clock/advance", {}, "give seconds, hours or to_next"),
        ("POST", "/clock/advance", {"days": 1}, "unknown: days"),
        ("POST", "/clock/advance", {"hour": 24}, "unknown: hour"),
        ("POST", "/clock/advance", {"hours": "1"}, "a number is needed"),
        ("POST", "/clock/advance", {"hours": -1}, "seconds are from 0 to ten years"),
        ("POST", "/clock/advance", {"to_next": 1}, "to_next is true or false"),
        ("POST", "/clock/advance", {"to_next": False}, "to_next is true, and comes alone"),
        ("POST", "/clock/advance", {"to_next": True, "hours": 1}, "to_next is true, and comes"),
        ("PUT", "/control", [], "send a JSON object"),
        ("PUT", "/control", "{", "send a JSON object"),
        ("PUT", "/control", {"mod": "error"}, "unknown: mod"),
        ("PUT", "/control", {"callback_status": "failed"}, "one of SUCCEEDED, SUCCESS, FAILED"),
        ("PUT", "/control", {"needs_region": "yes"}, "needs_region is one of true, false, null"),
        ("PUT", "/control", {"delay_s": True}, "delay_s cannot be true"),
        ("PUT", "/shipments/o-1", {"scenaro": "lost"}, "unknown: scenaro"),
        ("PUT", "/shipments/o-1", {}, "give a scenario"),
        ("PUT", "/shipments/o-1", {"scenario": "eaten"}, "scenario is one of delivered, lost"),
        ("POST", "/shipments", {"scenaro": "lost"}, "unknown: scenaro"),
        ("POST", "/shipments", {"scenario": "eaten"}, "scenario is one of delivered, lost"),
        ("POST", "/shipments", {"scenario": ["lost"]}, "scenario is one of delivered, lost"),
        ("POST", "/shipments", {"order_id": 7}, "order_id is text"),
        ("POST", "/shipments/o-1/scans", {}, "status is one of pending, picked_up"),
        ("POST", "/shipments/o-1/scans", {"status": "eaten"}, "status is one of pending"),
        ("POST", "/shipments/o-1/scans", {"status": "on_hold", "bogus": 1}, "unknown: bogus"),
        ("POST", "/shipments/o-1/scans", {"status": "on_hold", "location": 5}, "location is text"),
        ("POST", "/shipments/o-1/scans", {"status": "on_hold", "reason": ""}, "reason is text"),
        (
            "POST",
            "/shipments/o-1/scans",
            {"status": "on_hold", "occurred_at": "yesterday"},
            f"occurred_at is written as {DATE}",
        ),
        (
            "POST",
            "/shipments/o-1/scans",
            {"status": "on_hold", "occurred_at": "2026-11-21T03:20:51"},
            f"occurred_at is written as {DATE}",
        ),
    ],
)
def test_what_it_cannot_do_is_a_400_that_says_why_and_does_nothing(
    carrier, method, path, body, said
):
    before = state(carrier)
    answer = carrier.call(method, path, body)
    assert answer.status == 400
    assert said in answer.json()["error"]
    assert state(carrier) == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/shipments/nobody", {"scenario": "lost"}),
        ("POST", "/shipments/nobody/scans", {"status": "on_hold"}),
    ],
)
def test_a_parcel_that_is_not_there_is_a_404(carrier, method, path, body):
    answer = carrier.call(method, path, body)
    assert (answer.status, answer.json()) == (404, {"error": "there is no such shipment"})


def test_a_scan_is_told_as_it_was_written(carrier):
    scan = {"status": "on_hold", "location": "Calais", "occurred_at": DATE}
    carrier.told("POST", "/shipments/o-1/scans", scan)
    ((_, told),) = carrier.heard(1)
    assert told.items() >= scan.items()


def test_messages_have_their_times_written_out(carrier):
    carrier.told("PUT", "/shipments/o-1", {"scenario": "delivered"})
    (first,) = carrier.has_told(1)
    ((_, told),) = carrier.heard(1)
    waiting = [one for one in carrier.messages() if one["state"] == "waiting"]
    assert first["body"] == told, "what was said is shown as it was said"
    picked_up = next(one for one in waiting if one["body"].get("status") == "picked_up")
    day = carrier.told("GET", "/clock")["now"][:10]
    assert picked_up["due"] > told["occurred_at"] > day
    occurred, due = picked_up["body"]["occurred_at"], picked_up["due"]
    after = datetime.fromisoformat(occurred) - datetime.fromisoformat(due)
    assert timedelta() <= after < timedelta(seconds=1)
    assert "$moment" not in str(waiting)


def test_a_rest_is_written_out_too(carrier):
    carrier.gateway.statuses[:] = [503]
    carrier.told("POST", "/shipments/o-1/scans", {"status": "on_hold"})
    carrier.until(lambda: any(one["attempts"] for one in carrier.messages()))
    scan = next(one for one in carrier.messages() if one["label"] == "scan")
    assert scan["rest_until"].endswith("Z")
    assert "said" not in scan
