"""What every event store promises: in memory, on DynamoDB, and on the engine's by the lean way."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ConnectionClosedError, HTTPClientError
from moto.core.models import botocore_stubber

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from eventing import aws
from eventing.audit_event import WindowAudited
from eventing.dynamo import CommitItem, DynamoEventStore
from eventing.envelope import ContractViolation
from eventing.lean import LeanDynamoDB
from eventing.memory import InMemoryEventStore
from eventing.row import Windows
from eventing.store import Appointment, CommandConflict, StaleStream
from eventing.stream import Commit, Due, Stream
from eventing.tables import bound
from tests.support.aws import account
from tests.support.memory import Clock
from tests.support.orders import (
    ACCEPTED,
    CANCELLED,
    DELIVERED,
    NOON,
    OPENING,
    ORDER_ID,
    OTHER_ID,
    PLACED,
    READY,
    SHIPPED,
    commit,
)

WINDOW = Windows(timedelta(minutes=5))
NOON_WINDOW = "2026-11-20T12:00:00Z"
MINUTE = timedelta(minutes=1)
Store = InMemoryEventStore[Any] | DynamoEventStore[Any]


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def dynamo(clock) -> Iterator[DynamoEventStore[Any]]:
    with account():
        yield DynamoEventStore("events", LANGUAGE, windows=WINDOW, clock=clock)


@pytest.fixture
def lean(clock, local_engine, monkeypatch) -> Iterator[DynamoEventStore[Any]]:
    """The store as deployed services have it: the lean transport, here to the engine."""
    monkeypatch.setenv("DYNAMODB_TRANSPORT", "lean")
    for name, value in local_engine.place.aws_environment().items():
        monkeypatch.setenv(name, value)
    kept = (aws.session, aws.dynamodb)
    for one in kept:
        one.cache_clear()
    try:
        table = f"events-{uuid4()}"
        bound(CommitItem, table).create_table(billing_mode="PAY_PER_REQUEST")
        yield DynamoEventStore(table, LANGUAGE, windows=WINDOW, clock=clock)
    finally:
        for one in kept:
            one.cache_clear()


class ForgetfulStore(InMemoryEventStore[Any]):
    """Loses an answer when it is told to: the write is done, and the writer does not know."""

    loses_next = False

    def append(self, commit: Commit[Any], *, due: Due | None = None) -> Commit[Any]:
        stored = super().append(commit, due=due)
        if self.loses_next:
            self.loses_next = False
            raise ConnectionError
        return stored


@pytest.fixture(params=["memory", "dynamo", "lean"])
def store(request, clock) -> Store:
    if request.param == "memory":
        return ForgetfulStore(LANGUAGE, windows=WINDOW, clock=clock)
    chosen: Store = request.getfixturevalue(request.param)
    return chosen


def lose_next_answer(store: Store) -> None:
    """Let the next write be done but its answer be lost on the way."""
    if isinstance(store, ForgetfulStore):
        store.loses_next = True
        return
    client = aws.dynamodb()
    if isinstance(client, LeanDynamoDB):
        lose_next_answer_of(client)
        return
    events = client.meta.events

    def lose(request, event_name, **_):
        events.unregister("before-send.dynamodb.PutItem", lose)
        botocore_stubber(event_name, request)
        raise ConnectionClosedError(endpoint_url=request.url)

    events.register_first("before-send.dynamodb.PutItem", lose)


def lose_next_answer_of(client: LeanDynamoDB) -> None:
    answered = client._answer

    def lose(operation: str, body: bytes) -> dict[str, Any]:
        if operation == "PutItem":
            client._answer = answered
            answered(operation, body)
            raise HTTPClientError(error=ConnectionResetError())
        return answered(operation, body)

    client._answer = lose


# Streams


def test_one_aggregate_reads_and_writes_the_same_streams_in_its_own_language(store):
    own = store.speaking(LANGUAGE)
    own.append(OPENING)
    assert store.read(ORDER_ID) == own.read(ORDER_ID) == Stream(ORDER_ID, (OPENING,))


def test_what_was_appended_is_read_back_in_order(store):
    store.append(OPENING)
    later = commit(ACCEPTED, SHIPPED, DELIVERED, version=3, at=NOON + MINUTE)
    store.append(later)
    assert store.read(ORDER_ID) == Stream(ORDER_ID, (OPENING, later))
    assert store.read(ORDER_ID).version == 5


def test_an_unknown_stream_is_empty(store):
    store.append(OPENING)
    assert store.read(OTHER_ID) == Stream(OTHER_ID)
    assert store.read(OTHER_ID).version == 0


@pytest.mark.parametrize(
    ("version", "events"),
    [
        (0, []),
        (1, [PLACED]),
        (2, [PLACED, READY]),
        (3, [PLACED, READY, ACCEPTED]),
        (4, [PLACED, READY, ACCEPTED, SHIPPED]),
        (9, [PLACED, READY, ACCEPTED, SHIPPED]),
    ],
)
def test_a_stream_is_read_as_it_was_even_within_a_commit(store, version, events):
    store.append(OPENING)
    store.append(commit(ACCEPTED, SHIPPED, version=3))
    assert store.read(ORDER_ID, up_to=version).events == events


def test_versions_are_in_order_of_number_not_of_text(store):
    store.append(OPENING)
    for version in range(3, 13):
        store.append(commit(ACCEPTED, version=version))
    assert [c.version for c in store.read(ORDER_ID).commits] == [1, *range(3, 13)]
    newest = store.newest(ORDER_ID)
    assert newest is not None
    assert newest.version == 12


def test_the_newest_commit_is_had_alone(store):
    assert store.newest(ORDER_ID) is None
    store.append(OPENING)
    store.append(commit(CANCELLED, version=3))
    assert store.newest(ORDER_ID) == commit(CANCELLED, version=3)


def test_what_breaks_its_contract_is_not_stored(store):
    with pytest.raises(ContractViolation):
        store.append(commit(PLACED, replace(SHIPPED, carrier="NOT A CARRIER")))
    assert store.read(ORDER_ID).version == 0


# Two writers


def test_the_second_of_two_writers_is_stale_and_changes_nothing(store):
    store.append(OPENING)
    store.append(commit(CANCELLED, version=3, command_id="first"))
    with pytest.raises(StaleStream) as stale:
        store.append(commit(SHIPPED, version=3, command_id="second"))
    assert (stale.value.stream_id, stale.value.version) == (ORDER_ID, 3)
    assert store.read(ORDER_ID).events == [PLACED, READY, CANCELLED]


def test_of_many_writers_at_once_exactly_one_wins(store):
    def write(number: int) -> bool:
        try:
            store.append(commit(PLACED, READY, command_id=f"writer {number}"))
        except StaleStream:
            return False
        return True

    with ThreadPoolExecutor(4) as writers:
        assert list(writers.map(write, range(8))).count(True) == 1
    assert store.read(ORDER_ID).version == 2


def test_the_same_command_again_is_answered_with_what_was_stored_then(store):
    store.append(OPENING)
    first = commit(CANCELLED, version=3, command_id="cancel")
    again = commit(replace(CANCELLED, reason="x"), version=3, command_id="cancel", at=NOON + MINUTE)
    assert store.append(first) == first
    assert store.append(again) == first


def test_the_same_command_with_other_input_is_a_conflict(store):
    store.append(OPENING)
    with pytest.raises(CommandConflict):
        store.append(replace(OPENING, provenance=replace(OPENING.provenance, fingerprint="other")))


def test_a_writer_whose_answer_was_lost_recognises_its_own_commit(store):
    lose_next_answer(store)
    with suppress(ConnectionError):  # the writer knows nothing, and tries again
        store.append(OPENING)
    assert store.append(OPENING) == OPENING
    assert store.read(ORDER_ID).commits == (OPENING,)


@pytest.mark.parametrize("transport", ["dynamo", "lean"])
def test_the_client_tries_again_by_itself_and_that_is_no_race(transport, request):
    store = request.getfixturevalue(transport)
    lose_next_answer(store)
    assert store.append(OPENING) == OPENING


# The agenda


def waiting(store: Store, now=NOON, key="calls", limit=10) -> list[Appointment]:
    return list(store.due(key, now, limit))


def test_what_is_due_is_handed_out_the_oldest_first(store):
    for minutes, stream_id in [(2, ORDER_ID), (1, OTHER_ID)]:
        opening = commit(PLACED, READY, stream_id=stream_id)
        store.append(opening, due=Due("calls", NOON + minutes * MINUTE))
    late, soon = (
        Appointment(s, 1, Due("calls", NOON + m * MINUTE))
        for s, m in [(ORDER_ID, 2), (OTHER_ID, 1)]
    )
    assert waiting(store, NOON) == []
    assert waiting(store, NOON + MINUTE) == [soon]
    assert waiting(store, NOON + 2 * MINUTE) == [soon, late]
    assert waiting(store, NOON + 2 * MINUTE, limit=1) == [soon]
    assert waiting(store, NOON + 2 * MINUTE, key="others") == []


def test_a_postponed_appointment_comes_later(store):
    store.append(OPENING, due=Due("calls", NOON))
    assert store.postpone(waiting(store)[0], NOON + MINUTE)
    assert waiting(store) == []
    assert waiting(store, NOON + MINUTE) == [Appointment(ORDER_ID, 1, Due("calls", NOON + MINUTE))]


def test_of_two_who_postpone_only_the_first_does(store):
    store.append(OPENING, due=Due("calls", NOON))
    [seen] = waiting(store)
    assert store.postpone(seen, NOON + MINUTE)
    assert not store.postpone(seen, NOON + 9 * MINUTE)
    assert waiting(store, NOON + MINUTE)


def test_a_settled_appointment_is_gone_and_cannot_be_postponed(store):
    store.append(OPENING, due=Due("calls", NOON))
    [seen] = waiting(store)
    store.settle(seen)
    store.settle(seen)
    assert not store.postpone(seen, NOON)
    assert waiting(store, NOON + MINUTE) == []
    assert store.read(ORDER_ID).commits == (OPENING,)


def test_who_settles_late_does_not_take_off_what_another_has_moved(store):
    store.append(OPENING, due=Due("calls", NOON))
    [seen] = waiting(store)
    store.postpone(seen, NOON + MINUTE)
    store.settle(seen)
    assert len(waiting(store, NOON + MINUTE)) == 1


def test_an_appointment_with_nobody_is_neither_moved_nor_settled_into_being(store):
    nobody = Appointment(ORDER_ID, 1, Due("calls", NOON))
    assert not store.postpone(nobody, NOON)
    store.settle(nobody)
    assert store.read(ORDER_ID).version == 0
    assert waiting(store) == []


# The journal


def test_a_window_knows_the_head_of_every_stream_it_touched(store, clock):
    store.append(OPENING)
    store.append(commit(ACCEPTED, version=3))
    store.append(commit(PLACED, stream_id=OTHER_ID))
    clock.at += 5 * MINUTE
    store.append(commit(SHIPPED, version=4))
    assert store.heads(NOON_WINDOW) == {ORDER_ID: 3, OTHER_ID: 1}
    assert store.heads(WINDOW.name(clock.at)) == {ORDER_ID: 4}
    assert store.heads("2020-01-01T00:00:00Z") == {}


def test_a_window_gives_back_its_rows_whole(store, clock):
    store.append(OPENING, due=Due("calls", NOON))
    clock.at += 5 * MINUTE
    store.append(commit(SHIPPED, version=3))
    [row] = store.rows_in(NOON_WINDOW)
    assert (row["stream_id"], int(row["version"]), int(row["last_version"])) == (ORDER_ID, 1, 2)
    assert LANGUAGE.codec.decode(row["events"]) == (PLACED, READY)


def test_a_window_of_more_rows_than_one_answer_holds_is_given_whole(store):
    for number in range(120):
        store.append(commit(PLACED, stream_id=f"{number:08}{ORDER_ID[8:]}"))
    assert len(list(store.rows_in(NOON_WINDOW))) == 120
    assert len(store.heads(NOON_WINDOW)) == 120


def test_a_stream_gives_back_its_rows_in_order(store):
    store.append(OPENING)
    store.append(commit(SHIPPED, version=3))
    assert [int(row["version"]) for row in store.rows_of(ORDER_ID)] == [1, 3]
    assert list(store.rows_of(OTHER_ID)) == []


@pytest.mark.parametrize(
    ("first", "last", "commits"),
    [
        (1, 2, [1]),
        (2, 2, [1]),
        (3, 3, [3]),
        (2, 3, [1, 3]),
        (4, None, [4]),
        (5, None, []),
        (9, 2, []),
    ],
)
def test_a_stream_gives_back_what_holds_a_range_of_versions(store, first, last, commits):
    store.append(OPENING)
    store.append(commit(ACCEPTED, version=3))
    store.append(commit(SHIPPED, version=4))
    rows = store.rows_of(ORDER_ID, first, last)
    assert [int(row["version"]) for row in rows] == commits


def test_a_digest_is_in_no_window(store):
    digest = commit(
        WindowAudited(NOON, NOON, 1, 1, ()), stream_id="audit:order", tenant_id="waybill"
    )
    store.append(digest)
    assert store.heads(NOON_WINDOW) == {}
    assert store.newest("audit:order") == digest


def raw(store: Store) -> dict[str, Any]:
    """Return the row of the first version of the order, as it lies there."""
    if isinstance(store, InMemoryEventStore):
        return store.rows[ORDER_ID, 1]
    return store._items.get(ORDER_ID, 1).serialize()


def test_the_indexes_are_sparse(store):
    """What is not due has no key of the agenda at all, or the index would hold every commit."""
    store.append(OPENING)
    assert not {"due_key", "due_at"} & set(raw(store))
    assert "window" in raw(store)


def test_what_was_settled_leaves_the_index(store):
    store.append(OPENING, due=Due("calls", NOON))
    assert {"due_key", "due_at"} <= set(raw(store))
    store.settle(waiting(store)[0])
    assert not {"due_key", "due_at"} & set(raw(store))
