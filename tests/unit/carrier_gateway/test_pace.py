"""A partner's rate is kept in any one second, by one drainer after the other."""

from datetime import datetime, timedelta

import pytest

from chalicelib.carrier_gateway.application.pace import Pace
from tests.support.conversations import NOON, FakeTime

SECOND = timedelta(seconds=1)
NEVER = NOON + timedelta(days=1)


def most_in_a_second(sent: list[datetime]) -> int:
    return max(sum(at <= other <= at + SECOND for other in sent) for at in sent)


@pytest.mark.parametrize("rate", [1, 2, 3, 7, 20, 50, 300])
def test_no_second_has_more_than_the_rate(rate):
    time, sent = FakeTime(), []
    pace = Pace(rate, NOON, time)
    for number in range(rate * 4):
        assert pace.turn(NEVER)
        sent.append(time.now())
        time.sleep(0.4 if number % (rate + 1) == 0 else 0)
    assert most_in_a_second(sent) <= rate


@pytest.mark.parametrize("rate", [20, 100])
def test_the_rate_is_nearly_used(rate):
    time = FakeTime()
    pace = Pace(rate, NOON, time)
    for _ in range(rate * 10):
        pace.turn(NEVER)
    assert time.now() - NOON < timedelta(seconds=11.1)


def test_the_next_drainer_goes_on_where_the_last_one_stopped():
    time, sent = FakeTime(), []
    first = NOON
    for _ in range(5):
        pace = Pace(2, first, time)
        for _ in range(3):
            pace.turn(NEVER)
            sent.append(time.now())
        first = pace.next_at
    assert most_in_a_second(sent) <= 2


def test_who_has_no_turn_in_time_is_told_at_once():
    time = FakeTime()
    pace = Pace(1, NOON, time)
    assert pace.turn(NOON + SECOND)
    assert not pace.turn(NOON + SECOND)
    assert time.now() == NOON


def test_a_clock_that_was_set_back_holds_nothing_up():
    time = FakeTime()
    pace = Pace(20, NOON + timedelta(hours=1), time)
    assert pace.turn(NEVER)
    assert time.now() - NOON < SECOND
