"""Say again what a store holds, with the same event ids: the cure for whatever publication lost."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from eventing.bus import Bus
from eventing.consumer import Delivery
from eventing.language import Language
from eventing.log import logger
from eventing.publish import unfold
from eventing.row import Row, Windows
from eventing.store import Journal

# The pipe tells when records reached the stream; windows are named by the writers' clocks.
CLOCK_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Republisher:
    """Publishes what one service stored, again."""

    journal: Journal
    language: Language[Any]
    bus: Bus
    windows: Windows

    def stream(self, stream_id: str, first: int = 1, last: int | None = None) -> int:
        """Publish the events `first` to `last` of a stream; return how many."""
        rows = self.journal.rows_of(stream_id, first, last)
        return self._put(rows, lambda version: first <= version and (not last or version <= last))

    def period(self, since: datetime, until: datetime) -> int:
        """Publish all that was stored from `since` to `until`; return how many events."""
        return sum(
            self._put(self.journal.rows_in(window)) for window in self.windows.between(since, until)
        )

    def requested(self, delivery: Delivery) -> None:
        """Publish what a subscriber or an operator asks for: a stream, or a period."""
        data = delivery.data
        if "stream_id" in data:
            self.stream(data["stream_id"], data.get("from_version", 1), data.get("to_version"))
        else:
            self.period(*(datetime.fromisoformat(data[end]) for end in ("since", "until")))

    def undelivered(self, event: Mapping[str, Any]) -> None:
        """Publish what a pipe gave up: its dead letters hold positions and times, not data."""
        for record in event["Records"]:
            batch = json.loads(record["body"])["DDBStreamBatchInfo"]
            since = _moment(batch["approximateArrivalOfFirstRecord"]) - CLOCK_MARGIN
            until = _moment(batch["approximateArrivalOfLastRecord"]) + CLOCK_MARGIN
            count = self.period(since, until)
            logger.warning("republished", extra={"records": batch["batchSize"], "events": count})

    def _put(self, rows: Iterable[Row], wanted: Callable[[int], bool] = lambda _: True) -> int:
        messages = [
            message
            for row in rows
            for message in unfold(row, self.language)
            if wanted(message.metadata.stream_version)
        ]
        self.bus.put(messages)
        return len(messages)


def _moment(value: str | float) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(value, UTC)
