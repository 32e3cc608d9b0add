"""What a store keeps: streams of commits, each one decision with who made it, why and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

Event = TypeVar("Event")

MAX_EVENTS_PER_COMMIT = 3

Row = Mapping[str, Any]
"""A commit as a store keeps it, its events still in their stored form."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a command comes from.

    `command_id` is the same whenever the same command is tried again, and `fingerprint` (a keyed
    hash of its normalised input) tells whether it really is the same.
    `actor` is `client:…`, `partner:…`, `operator:…` or `system:…`.
    """

    command_id: str
    fingerprint: str
    tenant_id: str
    correlation_id: str
    causation_id: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be looked at again: `key` names the list it waits in, `at` the time."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Commit(Generic[Event]):
    """The one to three events of one decision; `version` is that of the first of them."""

    stream_id: str
    version: int
    events: tuple[Event, ...]
    provenance: Provenance

    def __post_init__(self) -> None:
        """Refuse a commit that no pipe could publish."""
        if not 1 <= len(self.events) <= MAX_EVENTS_PER_COMMIT:
            raise ValueError(f"a commit holds 1 to {MAX_EVENTS_PER_COMMIT} events")

    @property
    def last_version(self) -> int:
        """The version of the last event."""
        return self.version + len(self.events) - 1

    def event_id(self, index: int) -> str:
        """Return the id of the event at `index`: derived, so the same at every publication."""
        return f"{self.stream_id}#{self.version + index}"


@dataclass(frozen=True, slots=True)
class Stream(Generic[Event]):
    """All that happened to one aggregate, in order."""

    stream_id: str
    commits: tuple[Commit[Event], ...] = ()

    @property
    def version(self) -> int:
        """The version of the newest event, 0 for an empty stream."""
        return self.commits[-1].last_version if self.commits else 0

    @property
    def events(self) -> Sequence[Event]:
        """The events of all commits."""
        return [event for commit in self.commits for event in commit.events]

    def commit_of(self, command_id: str) -> Commit[Event] | None:
        """Return what this command led to, if it was handled before."""
        return next((c for c in self.commits if c.provenance.command_id == command_id), None)

    def until(self, version: int) -> "Stream[Event]":
        """Return the stream as it was at `version`."""
        kept = (
            replace(c, events=c.events[: version - c.version + 1])
            for c in self.commits
            if c.version <= version
        )
        return Stream(self.stream_id, tuple(kept))
