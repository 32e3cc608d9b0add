"""When to try again: what the partner asks for within bounds, else by the age of the call."""

import math
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from chalicelib.carrier_gateway.domain.partner import Retry

SHORTEST_S, LONGEST_S = 1.0, 6 * 3600.0


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Read `Retry-After`, seconds or a date, as 1 s to 6 h; None where it says nothing."""
    if header is None:
        return None
    seconds = _seconds(header, now)
    return None if seconds is None else min(max(seconds, SHORTEST_S), LONGEST_S)


def backoff_s(age: timedelta, chance: float, retry: Retry) -> float:
    """Return how long to wait with a call of this age: it grows with age, so nothing is counted.

    `retry` is the partner's schedule: the least and the most of it.

    `chance`, from 0 to 1, spreads it over the upper half.
    """
    longest = min(max(age.total_seconds() / 2, retry.first_s), retry.longest_s)
    return longest * (0.5 + chance / 2)


def _seconds(header: str, now: datetime) -> float | None:
    try:
        seconds = float(header)
    except ValueError:
        return _until(header, now)
    return None if math.isnan(seconds) else seconds


def _until(header: str, now: datetime) -> float | None:
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return (aware - now).total_seconds()
