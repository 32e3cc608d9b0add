"""Moments of a partner's clock: how they are written, and how a body holds those to come."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sandbox.messages import Document


def instant(at: float) -> str:
    """Write seconds since 1970 as RFC 3339, in UTC and to the millisecond."""
    written = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    return written.replace("+00:00", "Z")


def is_instant(text: str) -> bool:
    """Tell whether `text` is a date and time of RFC 3339, with its offset."""
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


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


def written_out(message: Document) -> Document:
    """Show a message of the book: as it was said, or as its clock would have it said."""
    shown = {name: value for name, value in message.items() if name not in ("said", "rest_until")}
    shown["body"] = message.get("said") or said(message["body"], lambda at: at)
    shown["due"] = instant(message["due"])
    if message["rest_until"]:
        shown["rest_until"] = instant(message["rest_until"])
    return shown
