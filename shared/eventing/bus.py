"""Put messages on the bus and believe only what the bus confirms, entry by entry."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from eventing import aws
from eventing.envelope import MAX_DETAIL_BYTES, Message

MAX_ENTRIES = 10


class PublicationFailed(Exception):
    """The bus refused some entries; the message names their error codes."""


class Bus(Protocol):
    """Where a context says what happened, outside of its pipe."""

    def put(self, messages: Iterable[Message]) -> None:
        """Publish all of `messages`, or raise; repeating it is safe, since ids are derived.

        Raises:
            PublicationFailed: the bus refused one or more of them.
        """
        ...


class EventBridgeBus:
    """The EventBridge bus `name`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def put(self, messages: Iterable[Message]) -> None:
        """Publish `messages`, one by one where they are large, since a call takes 256 KiB."""
        for chunk in _chunks([self._entry(message) for message in messages]):
            answer = aws.client("events").put_events(Entries=chunk)
            if answer["FailedEntryCount"]:
                codes = sorted({e["ErrorCode"] for e in answer["Entries"] if "ErrorCode" in e})
                raise PublicationFailed(f"{answer['FailedEntryCount']} refused: {codes}")

    def _entry(self, message: Message) -> dict[str, Any]:
        return {
            "EventBusName": self._name,
            "Source": message.source,
            "DetailType": message.detail_type,
            "Time": datetime.fromisoformat(message.metadata.occurred_at),
            "Detail": message.detail_json,
        }


def _chunks(entries: Sequence[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Cut `entries` so that no call has more than ten, or more than a call may weigh."""
    chunk: list[dict[str, Any]] = []
    weight = 0
    for entry in entries:
        size = len(entry["Detail"].encode())
        if chunk and (len(chunk) == MAX_ENTRIES or weight + size > MAX_DETAIL_BYTES):
            yield chunk
            chunk, weight = [], 0
        chunk.append(entry)
        weight += size
    if chunk:
        yield chunk
