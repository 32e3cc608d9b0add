"""What a service asks of its event store, and how the store says no."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from eventing.stream import Commit, Due, Row, Stream

Event = TypeVar("Event")


class StaleStream(Exception):
    """Another command was stored first: read again and decide again."""

    def __init__(self, stream_id: str, version: int) -> None:
        super().__init__(f"{stream_id} has already a version {version}")
        self.stream_id = stream_id
        self.version = version


class CommandConflict(Exception):
    """The same command id came before with other input: a mistake of the caller."""

    def __init__(self, command_id: str) -> None:
        super().__init__(f"command {command_id} was given before with other input")
        self.command_id = command_id


def recognised(commit: Commit[Event], there: Commit[Event]) -> Commit[Event]:
    """Return `there` if it is the same command as `commit`; refuse otherwise.

    Raises:
        CommandConflict: the same command with other input.
        StaleStream: another command.
    """
    if there.provenance.command_id != commit.provenance.command_id:
        raise StaleStream(commit.stream_id, commit.version)
    if there.provenance.fingerprint != commit.provenance.fingerprint:
        raise CommandConflict(commit.provenance.command_id)
    return there


class EventStore(Protocol[Event]):
    """Streams of commits, appended under optimistic concurrency."""

    def read(self, stream_id: str, *, up_to: int | None = None) -> Stream[Event]:
        """Return the stream, strongly consistent; unknown streams are empty.

        `up_to` gives the stream as it was at that version.
        """
        ...

    def newest(self, stream_id: str) -> Commit[Event] | None:
        """Return the last commit of a stream, without reading the others."""
        ...

    def append(self, commit: Commit[Event], *, due: Due | None = None) -> Commit[Event]:
        """Store `commit` if its version is free, all of it or nothing; return what is stored.

        The contracts of its events are validated first.
        Where the version holds the same command already (an answer was lost, or the caller
        came twice), that is a success, and what was stored then is returned.

        Raises:
            CommandConflict: the version holds the same command with other input.
            StaleStream: the version holds another command.
            ContractViolation: an event cannot be published.
        """
        ...


@dataclass(frozen=True, slots=True)
class Appointment:
    """A commit that waits in the agenda."""

    stream_id: str
    version: int
    due: Due


class Agenda(Protocol):
    """What is due when: a sparse index over the commits, not a timer for each thing."""

    def due(self, key: str, now: datetime, limit: int) -> Sequence[Appointment]:
        """Return up to `limit` appointments of list `key` due by `now`, the oldest first."""
        ...

    def postpone(self, appointment: Appointment, at: datetime) -> bool:
        """Move an appointment to `at`; False if it was settled or moved by another."""
        ...

    def settle(self, appointment: Appointment) -> None:
        """Take the commit off the agenda, unless it was moved meanwhile; harmless when repeated."""
        ...


class Journal(Protocol):
    """What was stored, as rows: by the time window it was stored in, or by its place in a stream.

    Rows can be told apart and published one by one, even where one of them cannot be read.
    """

    def heads(self, window: str) -> dict[str, int]:
        """Return, for each stream touched in `window`, the last version stored in it."""
        ...

    def rows_in(self, window: str) -> Iterable[Row]:
        """Return what was stored in `window`."""
        ...

    def rows_of(self, stream_id: str, first: int = 1, last: int | None = None) -> Iterable[Row]:
        """Return the commits of a stream that hold any of the versions `first` to `last`.

        What lies outside is not read, since the stream of an audit never ends.
        """
        ...
