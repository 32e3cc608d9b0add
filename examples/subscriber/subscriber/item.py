"""A stream as an item of the table, and back; what is None or empty is left out of the indexes."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from subscriber.orders import Entry, state_of
from subscriber.progress import Progress
from subscriber.stream import Stream

OPEN = "open"


def item_of(stream: Stream) -> dict[str, Any]:
    """Return the item of `stream`: `gap` and `state` put it into the table's two indexes."""
    item = {
        "stream_id": stream.stream_id,
        "revision": stream.revision,
        "through": stream.progress.through,
        "head": stream.progress.head,
        "gaps": [list(gap) for gap in stream.progress.gaps],
        "timeline": [asdict(entry) for entry in stream.timeline],
        "state": state_of(stream.timeline) if stream.timeline else None,
        "gap": OPEN if stream.ask_at else None,
        "ask_at": _text(stream.ask_at),
        "audited_until": _text(stream.audited_until),
    }
    return {name: value for name, value in item.items() if value is not None}


def stream_of(item: Mapping[str, Any]) -> Stream:
    """Read a stream from its item."""
    return Stream(
        stream_id=item["stream_id"],
        progress=Progress(
            int(item["head"]), tuple((int(first), int(last)) for first, last in item["gaps"])
        ),
        timeline=tuple(
            Entry(**{**entry, "version": int(entry["version"])}) for entry in item["timeline"]
        ),
        ask_at=_time(item.get("ask_at")),
        audited_until=_time(item.get("audited_until")),
        revision=int(item["revision"]),
    )


def sortable(at: datetime) -> str:
    """Write a time so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _text(at: datetime | None) -> str | None:
    return sortable(at) if at else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
