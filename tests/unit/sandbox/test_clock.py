"""A partner's clock runs fast, stands still and leaps, and never tells the future."""

import pytest

from sandbox.clock import Clock, NoSuchTime

NOON = 1_000_000.0
DAY = 86400


class Wall:
    """The clock on the wall."""

    def __init__(self):
        self.shows = NOON

    def __call__(self):
        return self.shows


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def clock(wall):
    return Clock(wall)


def test_at_first_it_shows_the_time(clock, wall):
    wall.shows += 5
    assert clock.now() == NOON + 5


def test_five_days_pass_in_five_seconds(clock, wall):
    clock.set(speed=DAY)
    wall.shows += 5
    assert clock.now() == NOON + 5 * DAY
    assert clock.wait_s(NOON + 6 * DAY) == 1


def test_it_stands_still_and_goes_on_where_it_stood(clock, wall):
    clock.set(paused=True)
    wall.shows += 100
    assert clock.now() == NOON
    assert clock.wait_s(NOON + 1) is None
    assert clock.wait_s(NOON) == 0
    clock.set(paused=False)
    wall.shows += 1
    assert clock.now() == NOON + 1


def test_it_leaps_even_when_it_stands_still(clock):
    clock.set(paused=True)
    clock.advance(DAY)
    assert clock.now() == NOON + DAY


def test_a_moment_is_told_as_the_real_one_at_which_it_came(clock, wall):
    clock.set(speed=DAY)
    wall.shows += 5
    assert clock.real(NOON + 2 * DAY) == NOON + 2


def test_a_moment_that_was_leapt_over_came_at_the_leap(clock, wall):
    wall.shows += 3
    clock.advance(5 * DAY)
    wall.shows += 3
    assert clock.real(NOON + DAY) == NOON + 3


def test_no_moment_is_told_as_one_in_the_future(clock, wall):
    clock.set(speed=DAY)
    wall.shows += 1
    assert clock.real(NOON + 100 * DAY) == wall.shows


def test_it_says_when_it_is_changed_and_can_be_kept(clock, wall):
    told = []
    clock.changed = lambda: told.append(clock.kept())
    clock.set(speed=60)
    clock.advance(1)
    other = Clock(wall)
    other.restore(told[-1])
    wall.shows += 1
    assert other.now() == clock.now() == NOON + 61


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_there_are_speeds_it_does_not_run_at(clock, speed):
    with pytest.raises(NoSuchTime):
        clock.set(speed=speed)


@pytest.mark.parametrize("seconds", [-1, float("nan"), 1e12])
def test_it_is_not_put_back_nor_beyond_ten_years(clock, seconds):
    with pytest.raises(NoSuchTime):
        clock.advance(seconds)
