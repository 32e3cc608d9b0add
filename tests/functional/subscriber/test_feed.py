"""The subscriber's functions over a table as its template has it, and a bus that is heard."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from subscriber import handler
from subscriber.table import Streams, TooManyWriters
from tests.support import aws
from tests.support.apps import ENVIRONMENT
from tests.support.contract import assert_valid
from tools.contracts.schema import all_schemas
from tools.subscriber import FOLDER
from tools.template import read

ORDER = "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"
EXAMPLES = {
    schema.detail_type: next(iter(schema.examples.values()))["data"] for schema in all_schemas()
}
STORY = {1: "order.placed.v1", 2: "order.ready_to_ship.v1", 3: "order.shipped.v1"}


@pytest.fixture
def heard(monkeypatch) -> Iterator[str]:
    """The subscriber in an account in memory; the address of a queue that hears the bus."""
    for name, value in {
        "SUBSCRIBER": "warehouse",
        "TABLE": "streams",
        "WAYBILL_BUS": ENVIRONMENT["BUS_NAME"],
        "ASK_AFTER_S": "0",
    }.items():
        monkeypatch.setenv(name, value)
    handler._feed.cache_clear()
    handler._events.cache_clear()
    with mock_aws():
        aws.aws.client.cache_clear()
        table = read(FOLDER / "template.yaml")["Resources"]["Streams"]["Properties"]
        known = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
        boto3.client("dynamodb").create_table(
            TableName="streams", **{key: table[key] for key in known}
        )
        yield aws.bus()
        aws.aws.client.cache_clear()


def event(detail_type: str, version: int, data: Any = None, **changes: Any) -> dict[str, Any]:
    stream_id = changes.pop("stream_id", ORDER)
    metadata = {
        "event_id": f"{stream_id}#{version}",
        "occurred_at": "2026-11-20T10:15:00.000Z",
        "tenant_id": "demo",
        "stream_id": stream_id,
        "stream_version": version,
        "correlation_id": stream_id,
        "causation_id": "key:1",
        "actor": "client:demo",
    } | changes.pop("metadata", {})
    data = EXAMPLES[detail_type] if data is None else data
    detail = {"metadata": metadata, "data": data}
    return {"source": "waybill.orders", "detail-type": detail_type, "detail": detail, **changes}


def digest(version: int, heads: dict[str, int], **changes: Any) -> dict[str, Any]:
    data = EXAMPLES["order.audit_digest.v1"] | {
        "streams": [{"stream_id": s, "version": v} for s, v in heads.items()],
        "until": datetime(2026, 11, 20, 10, version, tzinfo=UTC).isoformat(),
    }
    return event("order.audit_digest.v1", version, data, stream_id="audit:order", **changes)


def fact(version: int, **changes: Any) -> dict[str, Any]:
    return event(STORY[version], version, **changes)


def deliver(*events: Any) -> list[str]:
    """Deliver a batch and return which of it failed, by its place."""
    bodies = [each if isinstance(each, str) else json.dumps(each) for each in events]
    records = [{"messageId": str(place), "body": body} for place, body in enumerate(bodies)]
    answer = handler.consume({"Records": records}, None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def order() -> dict[str, Any]:
    return handler.report({"order_id": ORDER}, None)


def versions() -> list[int]:
    return [int(line.split()[0]) for line in order()["timeline"]]


def asked(address: str) -> list[tuple[str, int, int]]:
    """What was asked for on the bus, each question held to its contract."""
    found = []
    for message in aws.taken(address):
        assert_valid(message["detail-type"], message["detail"])
        data = message["detail"]["data"]
        found.append((data["stream_id"], data["from_version"], data["to_version"]))
    return found


def test_an_order_is_followed(heard):
    assert deliver(*map(fact, STORY)) == []

    assert order()["state"] == "shipped"
    assert versions() == [1, 2, 3]
    assert handler.report({}, None)["orders"] == {
        "received": 0,
        "pending": 0,
        "shipped": 1,
        "delivered": 0,
        "exception": 0,
        "cancelled": 0,
        "unknown": 0,
    }


def test_repeats_and_a_wrong_order_change_nothing(heard):
    deliver(fact(3), fact(1), fact(3), fact(2), fact(1))

    assert versions() == [1, 2, 3]
    assert order() | {"timeline": []} == {
        "state": "shipped",
        "timeline": [],
        "through": 3,
        "missing": (),
    }


def test_a_gap_stays_open_until_it_is_filled(heard):
    deliver(fact(3), fact(1))
    assert (order()["through"], order()["missing"]) == (1, ((2, 2),))
    assert handler.report({}, None)["streams_with_gaps"] == 1

    deliver(fact(2))
    assert (order()["through"], order()["missing"]) == (3, ())
    assert handler.report({}, None)["streams_with_gaps"] == 0


def test_a_digest_names_what_did_not_come_and_it_is_asked_for(heard):
    deliver(fact(1))
    deliver(digest(7, {ORDER: 3}))

    assert order()["missing"] == ((2, 3),)
    assert asked(heard) == [(ORDER, 2, 3)]
    assert handler.report({}, None)["audited_until"] == "2026-11-20T10:07:00+00:00"


def test_an_order_of_which_nothing_came_is_asked_for_whole(heard):
    deliver(digest(7, {ORDER: 2}))
    assert asked(heard) == [(ORDER, 1, 2)]
    assert order()["state"] == "unknown"


def test_a_digest_of_what_all_came_asks_for_nothing(heard):
    deliver(*map(fact, STORY), digest(7, {ORDER: 3}))
    assert asked(heard) == []


def test_a_digest_delivered_twice_asks_once(heard):
    deliver(digest(7, {ORDER: 2}), digest(7, {ORDER: 2}))
    assert asked(heard) == [(ORDER, 1, 2)]


def test_what_does_not_come_is_asked_for_again_in_time(heard, monkeypatch):
    monkeypatch.setattr("subscriber.feed.ASK_AGAIN", datetime.resolution)
    deliver(digest(7, {ORDER: 2}))
    deliver(digest(8, {}))
    assert asked(heard) == [(ORDER, 1, 2)] * 2


def test_what_may_just_be_late_is_not_asked_for(heard, monkeypatch):
    monkeypatch.setenv("ASK_AFTER_S", "120")
    handler._feed.cache_clear()
    deliver(digest(7, {ORDER: 2}))
    assert order()["missing"] == ((1, 2),)
    assert asked(heard) == []


def test_a_missing_digest_is_missed_too(heard):
    deliver(digest(7, {}))
    deliver(digest(10, {}))
    assert asked(heard) == [("audit:order", 8, 9)]

    deliver(digest(8, {ORDER: 1}), digest(9, {}))
    assert asked(heard) == [(ORDER, 1, 1)]


def test_a_large_digest_is_compared_whole(heard):
    known = {str(uuid.uuid4()): 1 for _ in range(150)}
    deliver(*(event("order.placed.v1", 1, stream_id=stream_id) for stream_id in known))
    deliver(digest(7, known | {ORDER: 1}))
    assert asked(heard) == [(ORDER, 1, 1)]


def test_a_fact_that_is_not_known_fills_its_version_and_means_nothing(heard):
    assert deliver(fact(1), event("order.gift_wrapped.v1", 2, {"ribbon": True}), fact(3)) == []
    assert order()["missing"] == ()
    assert versions() == [1, 3]


def test_of_two_majors_the_one_that_is_read_fills_the_version(heard):
    assert deliver(event("order.placed.v2", 1, {"renamed": 1})) == []
    assert order()["through"] == 0

    deliver(fact(1), event("order.placed.v2", 1, {"renamed": 1}))
    assert versions() == [1]


def test_what_could_not_be_published_is_still_missing(heard):
    beside = {"event_id": f"{ORDER}#1!publication"}
    assert deliver(event("order.publication_failed.v1", 1, metadata=beside)) == []
    assert order()["through"] == 0


def test_one_bad_message_stops_no_other_and_says_nothing_of_what_is_in_it(heard, capsys):
    broken = fact(2, data={"order_id": "Ada Lovelace"})
    forged = fact(2, metadata={"stream_version": "Ada Lovelace"})
    assert deliver(fact(1), broken, forged, "no event", fact(3)) == ["1", "2", "3"]
    assert versions() == [1, 3]
    said = capsys.readouterr().out
    assert "OrderReadyToShipV1: order_id" in said
    assert "Lovelace" not in said


def test_a_replay_fills_gaps_and_starts_no_question(heard):
    deliver(digest(7, {}))
    deliver(*(fact(version, **{"replay-name": "again"}) for version in (1, 3)))
    deliver(digest(6, {ORDER: 5}, **{"replay-name": "again"}))

    assert versions() == [1, 3]
    assert order()["missing"] == ((2, 2), (4, 5))
    assert asked(heard) == []


def test_a_replayed_digest_does_not_begin_the_audit(heard):
    deliver(digest(6, {ORDER: 5}, **{"replay-name": "again"}))
    deliver(digest(7, {}))
    assert asked(heard) == []


def test_a_question_that_the_bus_refuses_is_put_again(heard, monkeypatch):
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
    with monkeypatch.context() as patch:
        patch.setattr(handler._events(), "put_events", lambda **_: refused)
        assert deliver(digest(7, {ORDER: 1})) == ["0"]
    assert deliver(digest(7, {ORDER: 1})) == []
    assert asked(heard) == [(ORDER, 1, 1)]


def test_a_writer_who_was_overtaken_writes_over_what_is_there_now(heard):
    streams = Streams("streams")
    overtaken = iter([True, False])

    def change(stream):
        if next(overtaken):
            streams.change(ORDER, lambda now: now.took(1))
        return stream.took(2)

    streams.change(ORDER, change)
    assert streams.read(ORDER).progress.through == 2


def test_a_writer_who_is_always_overtaken_gives_up(heard):
    streams = Streams("streams")

    def change(stream):
        streams.change(ORDER, lambda now: now.took(now.progress.head + 1))
        return stream.took(1000)

    with pytest.raises(TooManyWriters):
        streams.change(ORDER, change)


@pytest.mark.parametrize(
    ("file", "example"),
    [
        pytest.param(file, example, id=str(file.relative_to(FOLDER.parents[1])))
        for schema in all_schemas()
        if schema.source == "waybill.orders"
        for file, example in schema.examples.items()
    ],
)
def test_every_example_of_what_the_rule_brings_is_taken(heard, file, example):
    detail_type = f"order.{file.parents[1].name}.v1"
    assert deliver({"detail-type": detail_type, "detail": example}) == []
