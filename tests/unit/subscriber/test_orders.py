"""What an order's events mean to the subscriber."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from subscriber.event import read
from subscriber.orders import MODELS, Entry, entry_of, is_told_twice, state_of
from tools.contracts.schema import ROOT

ORDER = "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"


def event(detail_type: str, version: int = 1, data: dict[str, Any] | None = None, **envelope: Any):
    metadata = {
        "event_id": f"{ORDER}#{version}",
        "stream_id": ORDER,
        "stream_version": version,
        "occurred_at": "2026-11-20T10:15:00.000Z",
    } | envelope.pop("metadata", {})
    detail = {"metadata": metadata, "data": data or {}}
    return read(json.dumps({"detail-type": detail_type, "detail": detail, **envelope}))


def example(fact: str, name: str = "full") -> dict[str, Any]:
    return json.loads((ROOT / f"schemas/order/{fact}/examples/{name}.json").read_text())["data"]


@pytest.mark.parametrize(
    ("fact", "state", "text"),
    [
        ("placed", "received", "Placed: "),
        ("ready_to_ship", "pending", "Waiting for "),
        ("shipment_accepted", "", "Taken by "),
        ("shipped", "shipped", "Shipped at "),
        ("delivered", "delivered", "Delivered at "),
        ("cancelled", "cancelled", "Cancelled"),
        ("enriched", "", "Completed by "),
        ("reviewed", "", "Reviewed"),
        ("tax_document_issued", "", "Tax document "),
        ("exception_resolved", "resumed", "Resolved: "),
        ("exception_resolution_refused", "", "Not resolved: "),
    ],
)
def test_a_fact_has_a_meaning(fact, state, text):
    entry = entry_of(event(f"order.{fact}.v1", data=example(fact)))
    assert entry
    assert (entry.fact, entry.state) == (f"order.{fact}", state)
    assert entry.text.startswith(text)


def test_an_exception_tells_its_code():
    data = example("exception_raised", "contradiction")
    entry = entry_of(event("order.exception_raised.v1", data=data))
    assert entry
    assert entry.state == "exception"
    assert entry.text == f"{data['code']}: {data['message']}"


def test_an_order_that_lacks_its_lines_was_placed_all_the_same():
    entry = entry_of(event("order.placed.v1", data=example("placed", "minimal")))
    assert entry
    assert (entry.state, entry.text) == ("received", "Placed")


@pytest.mark.parametrize(
    "fact", ["placed", "enriched", "ready_to_ship", "exception_resolved", "cancelled"]
)
def test_no_personal_data_gets_into_the_timeline(fact):
    data = example(fact)
    entry = entry_of(event(f"order.{fact}.v1", data=data))
    told = str(entry)
    for field in ("customer", "ship_to"):
        assert not any(value in told for value in data.get(field, {}).values())
    assert data.get("notes", "¬") not in told
    assert data.get("reason", "¬") not in told


def test_a_fact_that_is_not_known_means_nothing():
    assert entry_of(event("order.gift_wrapped.v1")) is None


def test_a_known_fact_that_breaks_its_contract_is_refused():
    with pytest.raises(ValidationError):
        entry_of(event("order.shipped.v1", data={"order_id": ORDER}))


def test_a_field_that_a_contract_gained_is_passed_over():
    data = {**example("shipped"), "gained": "later"}
    assert entry_of(event("order.shipped.v1", data=data))


def test_of_two_majors_the_one_that_is_read_is_taken():
    assert is_told_twice(event("order.placed.v2"))
    assert not is_told_twice(event("order.placed.v1"))
    assert not is_told_twice(event("order.gift_wrapped.v1"))


def test_each_fact_is_read_in_one_major():
    facts = [detail_type.rpartition(".")[0] for detail_type in MODELS]
    assert len(facts) == len(set(facts))


def test_what_is_said_beside_a_stream_is_no_version_of_it():
    beside = {"event_id": f"{ORDER}#1!publication"}
    assert not event("order.publication_failed.v1", metadata=beside).is_a_version
    assert event("order.placed.v1").is_a_version


def test_a_replay_shows_its_flag():
    assert event("order.placed.v1", **{"replay-name": "again"}).replayed
    assert not event("order.placed.v1").replayed


def line(version, state):
    return Entry(version, "2026-11-20T10:15:00.000Z", "order.fact", state, "")


@pytest.mark.parametrize(
    ("states", "now"),
    [
        ([], "unknown"),
        ([""], "unknown"),
        (["received", "pending"], "pending"),
        (["received", "pending", ""], "pending"),
        (["pending", "shipped", "delivered"], "delivered"),
        (["pending", "delivered", "shipped"], "delivered"),
        (["pending", "exception", "shipped"], "shipped"),
        (["pending", "cancelled"], "cancelled"),
        (["pending", "exception", "resumed"], "pending"),
        (["shipped", "exception", "exception", "resumed"], "shipped"),
        (["pending", "exception", "resumed", "cancelled"], "cancelled"),
        (["pending", "exception", "resumed", "shipped", "exception", "resumed"], "shipped"),
        (["resumed"], "unknown"),
    ],
)
def test_the_state_follows_from_the_timeline(states, now):
    timeline = [line(version, state) for version, state in enumerate(states, start=1)]
    assert state_of(timeline) == state_of(reversed(timeline)) == now
