"""The event by which a context lets anyone audit its feed: the heads of what a window touched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventing.envelope import instant
from eventing.stream import Commit

DIGEST_NAME = "audit-digest/1"


@dataclass(frozen=True, slots=True)
class WindowAudited:
    """Between `since` (included) and `until` these streams were touched, up to these versions."""

    since: datetime
    until: datetime
    part: int
    parts: int
    streams: tuple[tuple[str, int], ...]


def digest_data(event: WindowAudited) -> dict[str, Any]:
    """Return the data of the published digest."""
    return {
        "from": instant(event.since),
        "until": instant(event.until),
        "part": event.part,
        "parts": event.parts,
        "streams": [{"stream_id": s, "version": v} for s, v in event.streams],
    }


def is_digest(commit: Commit[Any]) -> bool:
    """Tell digests from what they count: a digest is not itself part of any window."""
    return isinstance(commit.events[0], WindowAudited)
