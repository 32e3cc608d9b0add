"""A partner that misbehaves does so in the form its dials say."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from sandbox.behaviour import MODES, TAKING, Behaviour
from sandbox.faults import retry_after, spoilt, turned_away
from sandbox.messages import Answer, Manner


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("seconds", "90"),
        ("negative", "-90"),
        ("huge", "99999999999999999999"),
        ("junk", "soon; ask Bob"),
        ("none", None),
    ],
)
def test_retry_after_has_many_forms(form, value):
    dials = Behaviour(retry_after=form, retry_after_s=90)
    assert retry_after(dials).get("Retry-After") == value


def test_retry_after_may_be_a_date():
    before = datetime.now(UTC)
    (value,) = retry_after(Behaviour(retry_after="date", retry_after_s=3600)).values()
    asked = parsedate_to_datetime(value) - timedelta(hours=1)
    assert before - timedelta(seconds=1) < asked <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("mode", "status", "manner"),
    [
        ("refuse", 422, Manner.WHOLE),
        ("error", 503, Manner.WHOLE),
        ("rate_limited", 429, Manner.WHOLE),
        ("redirect", 307, Manner.WHOLE),
        ("gone", 410, Manner.WHOLE),
        ("down", 0, Manner.HANG_UP),
        ("reset", 0, Manner.RESET),
    ],
)
def test_who_takes_nothing_says_so_in_its_way(mode, status, manner):
    answer = turned_away(mode, Behaviour(error_status=503))
    assert (answer.status, answer.manner) == (status, manner)


@pytest.mark.parametrize(
    ("mode", "manner"),
    [("drip", Manner.DRIP), ("lost", Manner.HANG_UP), ("hang", Manner.NEVER)],
)
def test_what_was_done_may_be_answered_badly(mode, manner):
    assert spoilt(mode, Answer(200, {"a": 1})).manner is manner


def test_every_mode_is_either_taken_or_turned_away():
    turning = {"refuse", "error", "rate_limited", "redirect", "gone", "down", "reset"}
    assert set(TAKING) | turning == set(MODES)
    assert not set(TAKING) & turning
