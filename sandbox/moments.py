"""Moments of a partner's clock: how they are written, and how a body holds those to come."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sandbox.messages import Document


def instant(at: float) -> str:
    """Write seconds since 1970 as RFC 3339, in UTC and to the millisecond."""
    written = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    return written.replace("+00:00", "Z")


def moment(at: float, place: int = 0) -> Document:
    """Stand for a moment of the partner's clock, in a body that is not sent yet.

    Moments that the clock leapt over all came at once; `place` still tells which was first.
    """
    return {"$moment": at, "place": place}


def said(body: Any, dated: Callable[[float], float]) -> Any:
    """Write the moments in `body` as `dated` gives them, in seconds since 1970; all else stays."""
    match body:
        case {"$moment": at, "place": place}:
            return instant(dated(at) + place / 1000)
        case dict():
            return {name: said(part, dated) for name, part in body.items()}
        case list():
            return [said(part, dated) for part in body]
        case _:
            return body
