"""The form of what travels on the bus: metadata the same for all, and one contract's data."""

import json
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

MAX_DETAIL_BYTES = 200 * 1024


class ContractViolation(Exception):
    """An event cannot be published under its contract; the message names fields, never values."""


class Contract(Protocol):
    """A published event's data, as the generated models have it."""

    DETAIL_TYPE: ClassVar[str]
    SOURCE: ClassVar[str]

    def model_dump(self, *, mode: str, exclude_none: bool, by_alias: bool) -> dict[str, Any]:
        """Return the data as JSON values."""
        ...


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who said it, where it stands in which stream, and what it follows from."""

    event_id: str
    occurred_at: str
    tenant_id: str
    stream_id: str
    stream_version: int
    correlation_id: str
    causation_id: str
    actor: str


METADATA_FIELDS = tuple(field.name for field in fields(Metadata))


@dataclass(frozen=True, slots=True)
class Message:
    """One event as it goes to the bus."""

    source: str
    detail_type: str
    metadata: Metadata
    data: dict[str, Any]

    @property
    def detail(self) -> dict[str, Any]:
        """The detail of the EventBridge event."""
        metadata = {name: getattr(self.metadata, name) for name in METADATA_FIELDS}
        return {"metadata": metadata, "data": self.data}

    @property
    def detail_json(self) -> str:
        """The detail as compact JSON."""
        return json.dumps(self.detail, separators=(",", ":"), ensure_ascii=False)


def instant(at: datetime) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds, as every contract does."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
