"""The event store in memory: the same promises as the real one, for tests and trials."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from eventing.audit_event import is_digest
from eventing.language import Language
from eventing.row import Row, Windows, commit_of, commit_row, sortable
from eventing.store import Appointment, recognised
from eventing.stream import Commit, Due, Stream

Event = TypeVar("Event")
Other = TypeVar("Other")


class InMemoryEventStore(Generic[Event]):
    """Keeps rows as the table would, so that what is read was really written down."""

    def __init__(
        self,
        language: Language[Event],
        *,
        windows: Windows = Windows(timedelta(minutes=5)),  # noqa: B008 - frozen
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._language = language
        self._windows = windows
        self._clock = clock
        self.rows: dict[tuple[str, int], dict[str, Any]] = {}

    def speaking(self, language: Language[Other]) -> "InMemoryEventStore[Other]":
        """Return this store, over the same rows, for the streams of one aggregate."""
        store = InMemoryEventStore(language, windows=self._windows, clock=self._clock)
        store.rows = self.rows
        return store

    def read(self, stream_id: str, *, up_to: int | None = None) -> Stream[Event]:
        """Return the stream."""
        stream = Stream(stream_id, tuple(self._commit(row) for row in self._of(stream_id)))
        return stream if up_to is None else stream.until(up_to)

    def newest(self, stream_id: str) -> Commit[Event] | None:
        """Return the last commit of a stream."""
        commits = self.read(stream_id).commits
        return commits[-1] if commits else None

    def append(self, commit: Commit[Event], *, due: Due | None = None) -> Commit[Event]:
        """Store `commit` if its version is free."""
        self._language.messages(commit)
        window = None if is_digest(commit) else self._windows.name(self._clock())
        row = commit_row(commit, self._language.codec, window=window, due=due)
        there = self.rows.setdefault((commit.stream_id, commit.version), row)
        return commit if there is row else recognised(commit, self._commit(there))

    def due(self, key: str, now: datetime, limit: int) -> Sequence[Appointment]:
        """Return what is due."""
        waiting = [_appointment(row) for row in self.rows.values() if row.get("due_key") == key]
        ready = [a for a in waiting if a.due.at <= now]
        return sorted(ready, key=lambda a: a.due.at)[:limit]

    def postpone(self, appointment: Appointment, at: datetime) -> bool:
        """Move an appointment."""
        return self._change(appointment, {"due_at": sortable(at)})

    def settle(self, appointment: Appointment) -> None:
        """Take a commit off the agenda."""
        self._change(appointment, {"due_key": None, "due_at": None})

    def heads(self, window: str) -> dict[str, int]:
        """Return the last version of each stream touched in `window`."""
        heads: dict[str, int] = {}
        for row in self._in(window):
            heads[row["stream_id"]] = max(heads.get(row["stream_id"], 0), row["last_version"])
        return heads

    def rows_in(self, window: str) -> Iterable[Row]:
        """Return what was stored in `window`."""
        return self._in(window)

    def rows_of(self, stream_id: str, first: int = 1, last: int | None = None) -> Iterable[Row]:
        """Return the commits of a stream that hold any of the versions `first` to `last`."""
        rows = [row for row in self._of(stream_id) if row["last_version"] >= first]
        return [row for row in rows if last is None or row["version"] <= last]

    def _change(self, appointment: Appointment, values: Mapping[str, str | None]) -> bool:
        row = self.rows.get((appointment.stream_id, appointment.version), {})
        if row.get("due_at") != sortable(appointment.due.at):
            return False
        changed = {name: value for name, value in {**row, **values}.items() if value is not None}
        self.rows[appointment.stream_id, appointment.version] = changed
        return True

    def _of(self, stream_id: str) -> list[dict[str, Any]]:
        rows = [row for row in self.rows.values() if row["stream_id"] == stream_id]
        return sorted(rows, key=lambda row: row["version"])

    def _in(self, window: str) -> list[dict[str, Any]]:
        return [row for row in self.rows.values() if row.get("window") == window]

    def _commit(self, row: Row) -> Commit[Event]:
        return commit_of(row, self._language.codec)


def _appointment(row: Row) -> Appointment:
    due = Due(row["due_key"], datetime.fromisoformat(row["due_at"]))
    return Appointment(row["stream_id"], row["version"], due)
