"""What the pipe is given for its records, in order, whatever one of them holds."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from eventing.publish import enrich
from eventing.row import commit_row
from tests.support.contract import assert_valid
from tests.support.orders import ACCEPTED, OPENING, ORDER_ID, SHIPPED, commit

REFUSED = {"carrier": "Ann Example", "shipped_at": 0, "tracking_number": None}


def record(row: Mapping[str, Any]) -> dict[str, Any]:
    """Build the stream record of a row as DynamoDB gives it: typed, numbers as text."""
    image = {
        name: {"N": str(value)} if isinstance(value, int) else {"S": value}
        for name, value in row.items()
    }
    return {"eventName": "INSERT", "dynamodb": {"NewImage": image, "Keys": {}}}


def row(*events: Any, **changed: Any) -> dict[str, Any]:
    stored = commit(*events) if events else OPENING
    return commit_row(stored, LANGUAGE.codec, window=None, due=None) | changed


def test_every_event_of_every_commit_is_published_in_order():
    published = enrich([record(row()), record(row(ACCEPTED, SHIPPED, version=3))], LANGUAGE)
    assert [(m["detail_type"], m["detail"]["metadata"]["event_id"]) for m in published] == [
        ("order.placed.v1", f"{ORDER_ID}#1"),
        ("order.ready_to_ship.v1", f"{ORDER_ID}#2"),
        ("order.shipment_accepted.v1", f"{ORDER_ID}#3"),
        ("order.shipped.v1", f"{ORDER_ID}#4"),
    ]


def test_what_is_published_is_what_the_commit_says():
    published = enrich([record(row())], LANGUAGE)
    said = LANGUAGE.messages(OPENING)
    assert [m["detail"] for m in published] == [message.detail for message in said]
    assert {m["time"] for m in published} == {"2026-11-20T12:00:00.000Z"}
    assert {m["source"] for m in published} == {"waybill.orders"}
    json.dumps(published)


@pytest.mark.parametrize(
    ("unreadable", "code"),
    [
        (["shipment-lost/1", {}], "UnknownStoredName"),
        (["order-shipped/1", {"carrier": "acme"}], "UnreadableEvent"),
        (["order-shipped/1", REFUSED], "ContractViolation"),
        (["order-shipped/1", None], "UnreadableEvent"),
    ],
)
def test_an_event_that_cannot_be_published_is_told_in_its_place(unreadable, code):
    accepted, shipped = json.loads(row(ACCEPTED, SHIPPED)["events"])
    events = json.dumps([accepted, unreadable, shipped])
    published = enrich([record(row(events=events, version=3, last_version=5))], LANGUAGE)
    assert [m["detail_type"] for m in published] == [
        "order.shipment_accepted.v1",
        "order.publication_failed.v1",
        "order.shipped.v1",
    ]
    failure = published[1]["detail"]
    assert failure["metadata"]["event_id"] == f"{ORDER_ID}#4!publication"
    assert (failure["data"]["failed_event_id"], failure["data"]["code"]) == (f"{ORDER_ID}#4", code)
    for message in published:
        assert_valid(message["detail_type"], message["detail"])


def test_a_failure_repeats_nothing_of_what_the_event_held():
    events = json.dumps([["order-shipped/1", REFUSED]])
    published = enrich([record(row(events=events))], LANGUAGE)
    assert "Ann" not in json.dumps(published)


def test_a_fault_of_the_surroundings_is_raised_so_that_the_pipe_tries_again():
    with pytest.raises(KeyError):
        enrich([{"dynamodb": {}}], LANGUAGE)
