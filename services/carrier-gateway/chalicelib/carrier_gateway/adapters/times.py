"""Read the times that partners write: many forms, but none that has to be guessed."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

# Clocks and zones of others are not always right; a day ahead is still a mistake to forgive.
AHEAD = timedelta(days=1)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATE_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}.*", re.ASCII)
# Ten digits are seconds from 2001 to 2286, thirteen the milliseconds of the same years.
EPOCH = re.compile(r"\d{10}(\d{3})?", re.ASCII)


def moment(given: Any, zone: tzinfo) -> datetime:  # noqa: ANN401 - whatever JSON a partner sends
    """Return what a partner calls a time, in UTC and milliseconds.

    A time without a zone is in `zone`, and a date alone is noon there.

    Raises:
        ValueError: it is in no form known here, or more than a day ahead.
    """
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise ValueError("give a date and time")  # noqa: TRY004 - one kind of error for all garbage
    at = _read(str(given).strip(), zone)
    if at > datetime.now(UTC) + AHEAD:
        raise ValueError("this lies in the future")
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _read(text: str, zone: tzinfo) -> datetime:
    if EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC) + timedelta(
            milliseconds=int(text[10:] or 0)
        )
    at = _written(text)
    aware = at if at.tzinfo else at.replace(tzinfo=zone)
    try:
        return aware.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such time in UTC") from None


def _written(text: str) -> datetime:
    # Python's own words would repeat the text, which may be about a person, to whoever is told.
    with suppress(ValueError):
        if DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time(12))
        if DATE_AND_TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    raise ValueError("give a date and time, such as 2026-11-20T14:00:00+01:00")
