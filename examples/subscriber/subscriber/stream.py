"""All that is kept of one stream, in one item: what came and what it means can never part."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from subscriber.orders import Entry
from subscriber.progress import Progress


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of events as it is known here, an order or the audit itself.

    `ask_at` is when to ask for what is missing, and None where nothing is.
    `audited_until` is only the audit's own: the end of the newest window it told of.
    `revision` counts the writes, so that none is lost to another.
    """

    stream_id: str
    progress: Progress = field(default_factory=Progress)
    timeline: tuple[Entry, ...] = ()
    ask_at: datetime | None = None
    audited_until: datetime | None = None
    revision: int = 0

    def took(self, version: int, entry: Entry | None = None) -> "Stream":
        """Return the stream once a version came; the same if it had come before."""
        if self.progress.has(version):
            return self
        lines = (*self.timeline, entry) if entry else self.timeline
        return replace(self, progress=self.progress.took(version), timeline=tuple(sorted(lines)))

    def reaching(self, head: int) -> "Stream":
        """Return the stream once a digest said how far it reaches."""
        return replace(self, progress=self.progress.reaching(head))

    def audited(self, version: int, until: datetime) -> "Stream":
        """Return the audit's own stream once a digest was compared; the first one begins it."""
        begun = self if self.revision else replace(self, progress=Progress(version - 1))
        newest = max(until, begun.audited_until or until)
        return replace(begun.took(version), audited_until=newest)

    def waiting(self, now: datetime, patience: timedelta) -> "Stream":
        """Return the stream with the time to ask: what may just be late is given `patience`."""
        if not self.progress.gaps:
            return replace(self, ask_at=None)
        return self if self.ask_at else replace(self, ask_at=now + patience)
