"""The event store on DynamoDB: one item a commit, written on the condition that its key is free."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection
from pynamodb.models import Model

from eventing.audit_event import is_digest
from eventing.language import Language
from eventing.row import Row, Windows, commit_of, commit_row, image_of, sortable
from eventing.store import Appointment, recognised
from eventing.stream import MAX_EVENTS_PER_COMMIT, Commit, Due, Stream
from eventing.tables import bound, condition_failed, held, table_of

Event = TypeVar("Event")
Other = TypeVar("Other")

LAST_VERSION = 10**12


class ByWindow(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The commits of one time window."""

    class Meta:
        """Where it lies."""

        index_name = "by_window"
        projection = IncludeProjection(["last_version"])

    window = UnicodeAttribute(hash_key=True)
    stream_id = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    last_version = NumberAttribute()


class ByDue(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The commits that wait, by when they are due."""

    class Meta:
        """Where it lies."""

        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_key = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)
    stream_id = UnicodeAttribute()
    version = NumberAttribute()


class CommitItem(Model):
    """A row of the events table."""

    stream_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(range_key=True)
    last_version = NumberAttribute()
    command_id = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    tenant_id = UnicodeAttribute()
    correlation_id = UnicodeAttribute()
    causation_id = UnicodeAttribute()
    actor = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    events = UnicodeAttribute()
    window = UnicodeAttribute(null=True)
    due_key = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)

    by_window = ByWindow()
    by_due = ByDue()


class DynamoEventStore(Generic[Event]):
    """Streams, agenda and journal of one service in its one events table."""

    def __init__(
        self,
        table_name: str,
        language: Language[Event],
        *,
        windows: Windows,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._items = bound(CommitItem, table_name)
        self._table = table_of(self._items)
        self._language = language
        self._windows = windows
        self._clock = clock

    def speaking(self, language: Language[Other]) -> "DynamoEventStore[Other]":
        """Return this store for the streams of one aggregate, in its own language."""
        table_name = self._items.Meta.table_name
        return DynamoEventStore(table_name, language, windows=self._windows, clock=self._clock)

    def read(self, stream_id: str, *, up_to: int | None = None) -> Stream[Event]:
        """Return the stream, strongly consistent."""
        newest = None if up_to is None else CommitItem.version <= up_to
        items = self._items.query(stream_id, newest, consistent_read=True)
        stream = Stream(stream_id, tuple(self._commit(item) for item in items))
        return stream if up_to is None else stream.until(up_to)

    def newest(self, stream_id: str) -> Commit[Event] | None:
        """Return the last commit of a stream."""
        items = self._items.query(
            stream_id, consistent_read=True, scan_index_forward=False, limit=1
        )
        return next((self._commit(item) for item in items), None)

    def append(self, commit: Commit[Event], *, due: Due | None = None) -> Commit[Event]:
        """Store `commit` by one conditional put."""
        self._language.messages(commit)
        window = None if is_digest(commit) else self._windows.name(self._clock())
        row = commit_row(commit, self._language.codec, window=window, due=due)
        try:
            # As the model would, for half of its time: what is stored here is a row already.
            self._table.put_item(
                commit.stream_id,
                str(commit.version),
                attributes=image_of(row),
                condition=CommitItem.stream_id.does_not_exist(),
            )
        except PutError as error:
            if not condition_failed(error):
                raise
            there = self._items.get(commit.stream_id, commit.version, consistent_read=True)
            return recognised(commit, self._commit(there))
        return commit

    def due(self, key: str, now: datetime, limit: int) -> Sequence[Appointment]:
        """Return what is due, the oldest first."""
        ready = self._items.by_due.query(key, ByDue.due_at <= sortable(now), limit=limit)
        return [
            Appointment(i.stream_id, int(i.version), Due(key, datetime.fromisoformat(i.due_at)))
            for i in ready
        ]

    def postpone(self, appointment: Appointment, at: datetime) -> bool:
        """Move an appointment, unless it changed since it was read."""
        return self._change(appointment, [CommitItem.due_at.set(sortable(at))])

    def settle(self, appointment: Appointment) -> None:
        """Take a commit off the agenda."""
        self._change(appointment, [CommitItem.due_key.remove(), CommitItem.due_at.remove()])

    def heads(self, window: str) -> dict[str, int]:
        """Return the last version of each stream touched in `window`."""
        heads: dict[str, int] = {}
        for item in self._items.by_window.query(window):
            heads[item.stream_id] = max(heads.get(item.stream_id, 0), int(item.last_version))
        return heads

    def rows_in(self, window: str) -> Iterable[Row]:
        """Return what was stored in `window`."""
        keys = [(i.stream_id, i.version) for i in self._items.by_window.query(window)]
        return (item.attribute_values for item in self._items.batch_get(keys, consistent_read=True))

    def rows_of(self, stream_id: str, first: int = 1, last: int | None = None) -> Iterable[Row]:
        """Return the commits of a stream that hold any of the versions `first` to `last`."""
        # A commit lies under its first version, and the one that holds `first` may begin before it.
        latest = LAST_VERSION if last is None else last
        earliest = min(first - MAX_EVENTS_PER_COMMIT + 1, latest)
        versions = CommitItem.version.between(earliest, latest)
        items = self._items.query(stream_id, versions, consistent_read=True)
        return (item.attribute_values for item in items if item.last_version >= first)

    def _change(self, appointment: Appointment, actions: list[Any]) -> bool:
        item = self._items(appointment.stream_id, appointment.version)
        unchanged = CommitItem.due_at == sortable(appointment.due.at)
        return held(lambda: item.update(actions=actions, condition=unchanged))

    def _commit(self, item: CommitItem) -> Commit[Event]:
        return commit_of(item.attribute_values, self._language.codec)
