"""The scenarios speak the language of the contracts, and are told in time."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.book import Book
from sandbox.carrier import Carrier
from sandbox.connection import Connection
from sandbox.scenarios import SCENARIOS, STATUSES, Delivered, Scan, Shipped
from sandbox.timeline import planned

PARTS = json.loads((Path(__file__).parents[3] / "schemas/parts.json").read_text())["$defs"]
REASONS = ("carrier.", "retailer.", "consignee.", "customs.", "weather.", "other.")


@pytest.fixture
def carrier():
    one = Carrier("swift", Book(), Connection)
    one.clock.set(paused=True)
    yield one
    one.book.close()


def plan(carrier, scenario):
    shipment = {"order_id": "o-1", "tracking_number": "1Z", "scenario": scenario}
    return planned(carrier, shipment, 0)


def told(carrier, scenario):
    """Say what is told, by its hour."""
    now = carrier.clock.now()
    return [
        (round((m.due - now) / 3600), m.body.get("status") or m.label)
        for m in plan(carrier, scenario)
    ]


def test_the_statuses_are_those_of_the_contracts():
    assert list(STATUSES) == PARTS["TrackingStatus"]["enum"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_is_in_order_and_of_known_words(name):
    steps = SCENARIOS[name].steps
    assert all(one.hour <= other.hour for one, other in pairwise(steps))
    scans = [step for step in steps if isinstance(step, Scan)]
    assert {scan.status for scan in scans} <= set(STATUSES)
    assert all((scan.reason or "other.").startswith(REASONS) for scan in scans)
    assert sum(isinstance(step, Shipped) for step in steps) == 1
    delivered = any(scan.status == "delivered" for scan in scans)
    assert sum(isinstance(step, Delivered) for step in steps) == delivered


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("delivered", "delivered"),
        ("lost", "unknown"),
        ("returned", "return_to_sender"),
        ("customs_hold", "delivered"),
        ("wrong_address", "return_to_sender"),
        ("duplicate_storm", "delivered"),
        ("outage_6h", "delivered"),
    ],
)
def test_each_scenario_ends_as_its_name_says(name, last):
    scans = [step for step in SCENARIOS[name].steps if isinstance(step, Scan)]
    assert scans[-1].status == last


def test_a_good_delivery_is_told_step_by_step(carrier):
    assert told(carrier, "delivered") == [
        (0, "pending"),
        (6, "picked_up"),
        (6, "shipment"),
        (12, "in_transit"),
        (40, "in_transit"),
        (102, "out_for_delivery"),
        (107, "delivered"),
        (107, "delivery"),
    ]


def test_in_a_storm_each_scan_is_told_five_times_and_no_confirmation_is(carrier):
    labels = [message.label for message in plan(carrier, "duplicate_storm")]
    assert labels.count("scan") == 30
    assert labels.count("shipment") == labels.count("delivery") == 1


def test_after_an_outage_the_missed_scans_come_in_one(carrier):
    (missed,) = [m for m in plan(carrier, "outage_6h") if "scans" in m.body]
    moments = [scan["occurred_at"]["$moment"] for scan in missed.body["scans"]]
    assert len(moments) == 3
    assert moments == sorted(moments)
    assert moments[0] == missed.due - 6 * 3600


def test_what_is_held_back_keeps_its_own_time(carrier):
    carrier.behave({"reorder": 1, "seed": 1})
    scans = [m for m in plan(carrier, "delivered") if m.label == "scan"]
    moments = [m.body["occurred_at"]["$moment"] for m in scans]
    assert moments != sorted(moments)
    assert [m.due for m in scans] == sorted(m.due for m in scans)
    assert all(m.due >= m.body["occurred_at"]["$moment"] for m in scans), "none before it happens"


def test_late_scans_are_late_by_no_more_than_the_dial_says(carrier):
    carrier.behave({"late_s": 7200, "seed": 1})
    scans = [m for m in plan(carrier, "delivered") if m.label == "scan"]
    late = [m.due - m.body["occurred_at"]["$moment"] for m in scans]
    assert all(0 <= one <= 7200 for one in late)
    assert max(late) > 0


def test_duplicates_come_by_chance_and_the_same_with_the_same_seed(carrier):
    carrier.behave({"duplicate": 0.5, "seed": 4})
    first = [(m.due, m.label) for m in plan(carrier, "delivered")]
    carrier.behave({"seed": 4})
    assert [(m.due, m.label) for m in plan(carrier, "delivered")] == first
    assert 8 < len(first) < 16
