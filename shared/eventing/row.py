"""A commit as one flat row of strings and numbers, as the table and its stream have it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from eventing.codec import Codec
from eventing.stream import Commit, Due, Provenance, Row

Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Windows:
    """Cuts time into windows of equal length, named by their start."""

    length: timedelta

    def start(self, at: datetime) -> datetime:
        """Return the start of the window that holds `at`."""
        seconds = int(at.timestamp())
        return datetime.fromtimestamp(seconds - seconds % self.length.total_seconds(), UTC)

    def name(self, at: datetime) -> str:
        """Name the window that holds `at`."""
        return self.start(at).strftime("%Y-%m-%dT%H:%M:%SZ")

    def between(self, since: datetime, until: datetime) -> Iterator[str]:
        """Name the windows from the one that holds `since` to the one that holds `until`."""
        at = self.start(since)
        while at <= until:
            yield self.name(at)
            at += self.length


def sortable(at: datetime) -> str:
    """Write a time so that text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commit_row(
    commit: Commit[Any], codec: Codec[Any], *, window: str | None, due: Due | None
) -> dict[str, Any]:
    """Return the row of `commit`; what is None is left out, so that the indexes stay sparse."""
    provenance = commit.provenance
    row = {
        "stream_id": commit.stream_id,
        "version": commit.version,
        "last_version": commit.last_version,
        "command_id": provenance.command_id,
        "fingerprint": provenance.fingerprint,
        "tenant_id": provenance.tenant_id,
        "correlation_id": provenance.correlation_id,
        "causation_id": provenance.causation_id,
        "actor": provenance.actor,
        "occurred_at": sortable(provenance.at),
        "events": codec.encode(commit.events),
        "window": window,
        "due_key": due.key if due else None,
        "due_at": sortable(due.at) if due else None,
    }
    return {name: value for name, value in row.items() if value is not None}


def provenance_of(row: Row) -> Provenance:
    """Read who, why and when from a row."""
    return Provenance(
        command_id=row["command_id"],
        fingerprint=row["fingerprint"],
        tenant_id=row["tenant_id"],
        correlation_id=row["correlation_id"],
        causation_id=row["causation_id"],
        actor=row["actor"],
        at=datetime.fromisoformat(row["occurred_at"]),
    )


def commit_of(row: Row, codec: Codec[Event]) -> Commit[Event]:
    """Read a commit back from its row."""
    events = codec.decode(row["events"])
    return Commit(row["stream_id"], int(row["version"]), events, provenance_of(row))


def row_of_image(image: Mapping[str, Mapping[str, Any]]) -> Row:
    """Turn a stream record's typed image (`{"version": {"N": "1"}}`) into a row."""
    return {name: next(iter(typed.values())) for name, typed in image.items()}


def image_of(row: Row) -> dict[str, dict[str, str]]:
    """Turn a row into the typed form in which DynamoDB takes it."""
    return {
        name: {"N": str(value)} if isinstance(value, int) else {"S": value}
        for name, value in row.items()
    }
