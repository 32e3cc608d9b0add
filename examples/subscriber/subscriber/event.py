"""What comes out of the queue, and whether it counts as a version of its stream."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One event of Waybill; `replayed` when an archive was played again."""

    detail_type: str
    event_id: str
    stream_id: str
    version: int
    at: str
    data: dict[str, Any]
    replayed: bool

    @property
    def fact(self) -> str:
        """What happened, whatever the major version it is told in."""
        return self.detail_type.rpartition(".")[0]

    @property
    def is_a_version(self) -> bool:
        """False for what is said beside a stream, such as that an event could not be published."""
        return self.event_id == f"{self.stream_id}#{self.version}"


def read(body: str) -> Event:
    """Read an EventBridge event from the body of a message.

    Raises:
        KeyError, TypeError, ValueError: it is no event of Waybill.
    """
    event = json.loads(body)
    metadata = event["detail"]["metadata"]
    return Event(
        detail_type=event["detail-type"],
        event_id=metadata["event_id"],
        stream_id=metadata["stream_id"],
        version=int(metadata["stream_version"]),
        at=metadata["occurred_at"],
        data=event["detail"]["data"],
        replayed="replay-name" in event,
    )
