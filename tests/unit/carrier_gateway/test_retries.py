"""When a call is tried again: what a partner asks for within bounds, else by the call's age."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.carrier_gateway.application.retries import LONGEST_S, backoff_s, retry_after_s
from chalicelib.carrier_gateway.domain.partner import Retry
from tests.support.conversations import NOON


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("120", 120),
        ("1.5", 1.5),
        ("0", 1),
        ("-1", 1),
        ("1e9", LONGEST_S),
        ("1000000000", LONGEST_S),
        ("inf", LONGEST_S),
        ("9" * 400, LONGEST_S),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30),
        ("Fri, 20 Nov 2026 13:00:30 +0100", 30),
        ("Friday, 20-Nov-26 12:00:30 GMT", 30),
        ("Fri Nov 20 12:00:30 2026", 30),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 1),
        ("Sat, 20 Nov 2027 12:00:00 GMT", LONGEST_S),
        (None, None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("Fri, 99 Nov 2026 12:00:30 GMT", None),
        ("\x00", None),
        ("12 34", None),
    ],
)
def test_retry_after_is_obeyed_within_bounds(header, seconds):
    assert retry_after_s(header, NOON) == seconds


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,4} [A-Z][a-z]{2} .{0,20}"))
def test_whatever_a_partner_asks_for_is_bounded(header):
    seconds = retry_after_s(header, NOON)
    assert seconds is None or 1 <= seconds <= LONGEST_S


@pytest.mark.parametrize(
    ("age_s", "retry", "least", "most"),
    [
        (-5, Retry(), 0.5, 1),
        (0, Retry(), 0.5, 1),
        (2, Retry(), 0.5, 1),
        (20, Retry(), 5, 10),
        (300, Retry(), 75, 150),
        (600, Retry(), 150, 300),
        (86400, Retry(), 150, 300),
        (0, Retry(first_s=60, longest_s=60), 30, 60),
        (86400, Retry(first_s=2, longest_s=10), 5, 10),
    ],
)
def test_the_wait_grows_with_the_age_of_the_call_and_is_spread(age_s, retry, least, most):
    age = timedelta(seconds=age_s)
    assert (backoff_s(age, 0.0, retry), backoff_s(age, 1.0, retry)) == (least, most)
    assert least < backoff_s(age, 0.5, retry) < most
