"""Write the digest of each closed window, so that who consumes the feed can tell what it missed.

A digest is an event like any other: stored under the next version of the stream `audit:<context>`
and published by the pipe, so a missing digest shows as a gap too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from eventing.audit_event import WindowAudited
from eventing.language import Language
from eventing.log import logger
from eventing.row import Windows
from eventing.store import EventStore, Journal, StaleStream
from eventing.stream import Commit, Provenance

STREAMS_PER_PART = 1000
WINDOWS_PER_RUN = 1000
WINDOWS_BEFORE_FIRST_RUN = 12

Heads = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Auditor:
    """Audits what one service stored; `settle` is how long a closed window may still grow."""

    store: EventStore[Any]
    journal: Journal
    language: Language[Any]
    windows: Windows
    settle: timedelta

    def run(self, now: datetime) -> int:
        """Write the digest of all windows closed since the last one; return how many parts."""
        last = self.store.newest(self._stream_id)
        since, until, done = self._span(last, now)
        if until <= since:
            return 0
        parts = _parts(self._heads(since, until))
        version = last.last_version if last else 0
        for number, streams in enumerate(parts[done:], start=done + 1):
            version += 1
            digest = WindowAudited(since, until, number, len(parts), tuple(streams))
            if not self._append(version, digest, now):
                return number - done - 1
        logger.info("audited", extra={"until": until.isoformat(), "parts": len(parts)})
        return len(parts) - done

    @property
    def _stream_id(self) -> str:
        return f"audit:{self.language.context}"

    def _span(self, last: Commit[Any] | None, now: datetime) -> tuple[datetime, datetime, int]:
        """Return from when to when is to be audited, and how many parts of it are written."""
        closed = self.windows.start(now - self.settle)
        if last is None:
            return closed - WINDOWS_BEFORE_FIRST_RUN * self.windows.length, closed, 0
        digest: WindowAudited = last.events[0]
        if digest.part < digest.parts:
            return digest.since, digest.until, digest.part
        return digest.until, min(closed, digest.until + WINDOWS_PER_RUN * self.windows.length), 0

    def _heads(self, since: datetime, until: datetime) -> Heads:
        heads: dict[str, int] = {}
        for window in self.windows.between(since, until - self.windows.length):
            for stream_id, version in self.journal.heads(window).items():
                heads[stream_id] = max(heads.get(stream_id, 0), version)
        return sorted(heads.items())

    def _append(self, version: int, digest: WindowAudited, now: datetime) -> bool:
        command_id = f"{digest.until.isoformat()}/{digest.part}"
        provenance = Provenance(
            command_id=command_id,
            fingerprint="",
            tenant_id="waybill",
            correlation_id=self._stream_id,
            causation_id=command_id,
            actor=f"system:{self.language.source.removeprefix('waybill.')}",
            at=now,
        )
        try:
            self.store.append(Commit(self._stream_id, version, (digest,), provenance))
        except StaleStream:
            return False  # another run was first, and goes on from there
        return True


def _parts(heads: Heads) -> list[Heads]:
    remaining: Iterator[tuple[str, int]] = iter(heads)
    return list(iter(lambda: list(islice(remaining, STREAMS_PER_PART)), [])) or [[]]
