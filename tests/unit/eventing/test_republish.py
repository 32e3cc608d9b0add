"""What is stored can be said again, with the ids it had at first."""

import json
from datetime import timedelta

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from eventing.consumer import Delivery
from eventing.memory import InMemoryEventStore
from eventing.republish import Republisher
from eventing.row import Windows
from eventing.stream import Due
from tests.support.memory import Clock, Listener
from tests.support.orders import (
    ACCEPTED,
    NOON,
    OPENING,
    ORDER_ID,
    OTHER_ID,
    PLACED,
    READY,
    SHIPPED,
    commit,
)

WINDOWS = Windows(timedelta(minutes=5))
HOUR = timedelta(hours=1)


@pytest.fixture
def bus() -> Listener:
    return Listener()


@pytest.fixture
def republisher(bus) -> Republisher:
    """Republishes one order that was placed at noon, and another an hour later."""
    clock = Clock(NOON)
    store = InMemoryEventStore(LANGUAGE, windows=WINDOWS, clock=clock)
    store.append(OPENING)
    store.append(commit(ACCEPTED, SHIPPED, version=3), due=Due("a list", NOON))
    clock.at += HOUR
    store.append(commit(PLACED, READY, stream_id=OTHER_ID))
    return Republisher(store, LANGUAGE, bus, WINDOWS)


@pytest.mark.parametrize(
    ("first", "last", "versions"),
    [(1, None, [1, 2, 3, 4]), (2, 3, [2, 3]), (3, None, [3, 4]), (1, 2, [1, 2]), (5, None, [])],
)
def test_a_stream_is_said_again_from_a_version_to_a_version(
    republisher, bus, first, last, versions
):
    assert republisher.stream(ORDER_ID, first, last) == len(versions)
    assert bus.event_ids == [f"{ORDER_ID}#{version}" for version in versions]


def test_a_period_is_said_again_whole(republisher, bus):
    assert republisher.period(NOON, NOON) == 4
    assert republisher.period(NOON, NOON + HOUR) == 6
    assert republisher.period(NOON + HOUR / 2, NOON + HOUR / 2) == 0


def requested(**data) -> Delivery:
    message = LANGUAGE.messages(OPENING)[0]
    data = {"context": "order", "requested_by": "somebody"} | data
    return Delivery("waybill.subscriber", "…", message.metadata, data)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"stream_id": ORDER_ID}, 4),
        ({"stream_id": ORDER_ID, "from_version": 3}, 2),
        ({"stream_id": ORDER_ID, "from_version": 2, "to_version": 2}, 1),
        ({"stream_id": "nobody"}, 0),
        ({"since": "2026-11-20T13:00:00.000Z", "until": "2026-11-20T14:00:00.000Z"}, 2),
    ],
)
def test_a_subscriber_gets_back_what_it_asks_for(republisher, bus, asked, count):
    republisher.requested(requested(**asked))
    assert len(bus.heard) == count


def dead_letter(first: str | float, last: str | float) -> dict:
    """Build what a pipe leaves of the records it gave up: where they were, not what."""
    batch = {
        "shardId": "shardId-1",
        "startSequenceNumber": "1",
        "endSequenceNumber": "3",
        "approximateArrivalOfFirstRecord": first,
        "approximateArrivalOfLastRecord": last,
        "batchSize": 2,
        "streamArn": "arn:aws:dynamodb:…",
    }
    return {"Records": [{"messageId": "m", "body": json.dumps({"DDBStreamBatchInfo": batch})}]}


@pytest.mark.parametrize("form", [lambda at: at.isoformat(), lambda at: at.timestamp()])
def test_what_a_pipe_gave_up_is_said_again_by_itself(republisher, bus, form):
    republisher.undelivered(dead_letter(form(NOON), form(NOON + timedelta(seconds=1))))
    assert {m.metadata.stream_id for m in bus.heard} == {ORDER_ID}
    assert {f"{ORDER_ID}#{version}" for version in (1, 2, 3, 4)} <= set(bus.event_ids)


def test_the_clocks_of_writer_and_stream_may_differ_by_some_seconds(republisher, bus):
    at = NOON + WINDOWS.length + timedelta(seconds=20)
    republisher.undelivered(dead_letter(at.isoformat(), at.isoformat()))
    assert {m.metadata.stream_id for m in bus.heard} == {ORDER_ID}


def test_what_the_bus_refuses_stays_in_the_queue(republisher, bus):
    bus.refuses = True
    with pytest.raises(Exception, match="1 refused"):
        republisher.undelivered(dead_letter(NOON.isoformat(), NOON.isoformat()))
