"""What a pipe is told to do, in the words of its CloudFormation properties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol

# PutEvents takes no more, and a pipe sends one array of events as one PutEvents.
MAX_ENTRIES = 10

Record = dict[str, Any]
Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Pipe:
    """One pipe; `key` is unique over accounts and regions."""

    key: str
    name: str
    arn: str
    region: str
    running: bool
    source: str
    target: str
    enrichment: str | None = None
    source_parameters: Parameters = field(default_factory=dict)
    enrichment_parameters: Parameters = field(default_factory=dict)
    target_parameters: Parameters = field(default_factory=dict)

    @property
    def filters(self) -> list[str]:
        """The JSON patterns of which a record must match one; none lets every record pass."""
        criteria = self.source_parameters.get("FilterCriteria") or {}
        return [each["Pattern"] for each in criteria.get("Filters", [])]

    @property
    def batch_size(self) -> int:
        size = int(self._stream.get("BatchSize", 100))
        return size if self.enrichment else min(size, MAX_ENTRIES)

    @property
    def starting_position(self) -> str:
        return str(self._stream.get("StartingPosition", "LATEST"))

    @property
    def max_retries(self) -> int:
        """How often a failed batch is tried again; -1 is for ever."""
        return int(self._stream.get("MaximumRetryAttempts", -1))

    @property
    def max_age_s(self) -> int:
        """How old a record may be, in seconds; -1 is any age."""
        return int(self._stream.get("MaximumRecordAgeInSeconds", -1))

    @property
    def bisects(self) -> bool:
        return self._stream.get("OnPartialBatchItemFailure") == "AUTOMATIC_BISECT"

    @property
    def dead_letter_queue(self) -> str | None:
        """The ARN of the queue for what was given up."""
        return (self._stream.get("DeadLetterConfig") or {}).get("Arn")

    @property
    def bus_parameters(self) -> Parameters:
        return self.target_parameters.get("EventBridgeEventBusParameters") or {}

    @property
    def _stream(self) -> Parameters:
        return self.source_parameters.get("DynamoDBStreamParameters") or {}


class PipeStore(Protocol):
    """Who knows the pipes there are, and how far each has read."""

    def pipes(self) -> Iterable[Pipe]: ...

    def find(self, key: str) -> Pipe | None:
        """Give the pipe as it is now, or None once it is deleted."""

    def checkpoint(self, pipe: Pipe, shard: str) -> str | None:
        """Give the sequence number of the last record that `pipe` is done with."""

    def save_checkpoint(self, pipe: Pipe, shard: str, sequence: str) -> None: ...

    def news(self) -> Event:
        """Give an event that is set whenever something may have come to a stream."""
