"""Time is cut into windows that leave nothing out and overlap nowhere."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventing.row import Windows, sortable
from tests.support.orders import NOON

WINDOWS = Windows(timedelta(minutes=5))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_window_is_named_by_its_start():
    assert WINDOWS.name(NOON + timedelta(minutes=7)) == "2026-11-20T12:05:00Z"


@pytest.mark.parametrize(
    ("minutes", "names"),
    [(0, ["12:00"]), (4, ["12:00"]), (5, ["12:00", "12:05"]), (11, ["12:00", "12:05", "12:10"])],
)
def test_from_one_window_to_another_is_each_of_them_once(minutes, names):
    between = list(WINDOWS.between(NOON, NOON + timedelta(minutes=minutes)))
    assert between == [f"2026-11-20T{name}:00Z" for name in names]


def test_from_late_in_a_window_to_early_in_the_next_is_both():
    late = NOON + timedelta(minutes=4, seconds=59)
    assert len(list(WINDOWS.between(late, late + timedelta(seconds=1)))) == 2


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(hours=3)))
def test_every_moment_between_is_in_one_of_the_windows_between(since, length):
    assert WINDOWS.name(since + length / 2) in set(WINDOWS.between(since, since + length))


@given(MOMENTS, MOMENTS)
def test_the_order_of_written_times_is_the_order_of_times(one, other):
    assert (sortable(one) < sortable(other)) == (one < other)


def test_times_are_written_in_utc():
    vienna = datetime(2026, 11, 20, 13, tzinfo=timezone(timedelta(hours=1)))
    assert sortable(vienna) == sortable(NOON) == "2026-11-20T12:00:00.000000Z"
