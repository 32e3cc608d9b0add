"""The digest of each closed window tells every head, whatever crashes in between."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from eventing import audit
from eventing.audit import Auditor
from eventing.audit_event import WindowAudited
from eventing.memory import InMemoryEventStore
from eventing.row import Windows
from eventing.stream import Commit
from tests.support.contract import assert_valid
from tests.support.memory import Clock
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

MINUTES = timedelta(minutes=1)
WINDOW = 5 * MINUTES
SETTLE = 2 * MINUTES


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def store(clock) -> InMemoryEventStore:
    return InMemoryEventStore(LANGUAGE, windows=Windows(WINDOW), clock=clock)


@pytest.fixture
def auditor(store) -> Auditor:
    return Auditor(store, store, LANGUAGE, Windows(WINDOW), SETTLE)


def digests(store) -> list[WindowAudited]:
    return list(store.read("audit:order").events)


def minutes(at: datetime) -> int:
    return int((at - NOON) / MINUTES)


def told(store) -> list[tuple[int, int, int, int, dict[str, int]]]:
    """The digests as (from, until, part, parts, heads), in minutes from noon."""
    return [
        (minutes(d.since), minutes(d.until), d.part, d.parts, dict(d.streams))
        for d in digests(store)
    ]


def test_a_closed_window_is_told_once_with_the_head_of_every_stream(store, auditor, clock):
    store.append(OPENING)
    store.append(commit(PLACED, READY, stream_id=OTHER_ID))
    store.append(commit(ACCEPTED, version=3))
    assert auditor.run(NOON + WINDOW + SETTLE) == 1
    assert auditor.run(NOON + WINDOW + SETTLE + MINUTES) == 0
    assert told(store)[0][1:] == (5, 1, 1, {ORDER_ID: 3, OTHER_ID: 2})


def test_a_window_that_may_still_grow_is_not_told(store, auditor):
    auditor.run(NOON + SETTLE)
    store.append(OPENING)
    assert auditor.run(NOON + WINDOW + SETTLE - timedelta(seconds=1)) == 0
    assert auditor.run(NOON + WINDOW + SETTLE) == 1


def test_the_first_run_looks_back_a_while(store, auditor):
    auditor.run(NOON)
    assert told(store) == [(-65, -5, 1, 1, {})]


def test_each_window_follows_the_one_before_without_gap_or_overlap(store, auditor):
    for minute in range(21):
        auditor.run(NOON + minute * MINUTES)
    spans = [(since, until) for since, until, *_ in told(store)]
    assert spans == [(-65, -5), (-5, 0), (0, 5), (5, 10), (10, 15)]


def test_a_stream_is_told_again_in_each_window_that_touched_it(store, auditor, clock):
    auditor.run(NOON)
    store.append(OPENING)
    clock.at = NOON + WINDOW
    store.append(commit(SHIPPED, version=3))
    auditor.run(NOON + WINDOW + SETTLE)
    auditor.run(NOON + 2 * WINDOW + SETTLE)
    assert [heads for *_, heads in told(store)[-2:]] == [{ORDER_ID: 2}, {ORDER_ID: 3}]


def test_what_was_missed_while_down_is_told_in_one_digest(store, auditor, clock):
    auditor.run(NOON)
    store.append(OPENING)
    clock.at = NOON + 10 * WINDOW
    store.append(commit(SHIPPED, version=3))
    auditor.run(NOON + 20 * WINDOW + SETTLE)
    assert told(store)[-1] == (-5, 100, 1, 1, {ORDER_ID: 3})


def test_a_very_long_absence_is_told_in_several_runs(store, auditor, monkeypatch):
    monkeypatch.setattr(audit, "WINDOWS_PER_RUN", 4)
    auditor.run(NOON)
    runs = [auditor.run(NOON + 10 * WINDOW + SETTLE) for _ in range(4)]
    assert runs == [1, 1, 1, 0]
    assert [(d[0], d[1]) for d in told(store)[1:]] == [(-5, 15), (15, 35), (35, 50)]


def test_digests_are_no_part_of_what_they_count(store, auditor):
    for window in range(3):
        auditor.run(NOON + window * WINDOW + SETTLE)
    assert all(heads == {} for *_, heads in told(store))


def test_a_digest_is_published_under_its_contract(store, auditor):
    store.append(OPENING)
    auditor.run(NOON + WINDOW + SETTLE)
    for written in store.read("audit:order").commits:
        for message in LANGUAGE.messages(written):
            assert_valid("order.audit_digest.v1", message.detail)


class CrashingStore(InMemoryEventStore):
    """Stops working after so many digests."""

    appends_left = 10**6

    def append(self, commit: Commit, *, due=None) -> Commit:
        if self.appends_left == 0:
            raise ConnectionError
        self.appends_left -= 1
        return super().append(commit, due=due)


def test_a_crash_between_parts_is_gone_on_from(clock, monkeypatch):
    monkeypatch.setattr(audit, "STREAMS_PER_PART", 1)
    store = CrashingStore(LANGUAGE, windows=Windows(WINDOW), clock=clock)
    auditor = Auditor(store, store, LANGUAGE, Windows(WINDOW), SETTLE)
    for number in range(3):
        store.append(commit(PLACED, READY, stream_id=f"{ORDER_ID[:-1]}{number}"))
    store.appends_left = 1
    with pytest.raises(ConnectionError):
        auditor.run(NOON + WINDOW + SETTLE)
    store.appends_left = 10
    assert auditor.run(NOON + 9 * WINDOW + SETTLE) == 2
    parts = [(until, part, parts) for _, until, part, parts, _ in told(store)]
    assert parts == [(5, 1, 3), (5, 2, 3), (5, 3, 3)]
    assert sorted(s for d in digests(store) for s, _ in d.streams) == sorted(
        f"{ORDER_ID[:-1]}{number}" for number in range(3)
    )


class BehindStore(InMemoryEventStore):
    """Another run writes its digest after ours has looked."""

    rival: Callable[[], object] | None = None

    def newest(self, stream_id: str) -> Commit | None:
        seen = super().newest(stream_id)
        rival, self.rival = self.rival, None
        if rival:
            rival()
        return seen


@pytest.mark.parametrize("later", [timedelta(), WINDOW])
def test_of_two_runs_at_once_one_tells_and_the_feed_has_no_gap(clock, later):
    store = BehindStore(LANGUAGE, windows=Windows(WINDOW), clock=clock)
    auditor = Auditor(store, store, LANGUAGE, Windows(WINDOW), SETTLE)
    auditor.run(NOON + SETTLE)
    store.append(OPENING)
    store.rival = lambda: auditor.run(NOON + WINDOW + SETTLE + later)
    auditor.run(NOON + WINDOW + SETTLE)
    auditor.run(NOON + 2 * WINDOW + SETTLE)
    stream = store.read("audit:order")
    assert [c.version for c in stream.commits] == list(range(1, stream.version + 1))
    spans = [(d.since, d.until) for d in stream.events]
    assert [until for _, until in spans[:-1]] == [since for since, _ in spans[1:]]
    assert [dict(d.streams) for d in stream.events].count({ORDER_ID: 2}) == 1
