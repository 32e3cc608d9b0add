"""Keep streams in DynamoDB: one item each, written only over the revision that was read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import boto3
from boto3.dynamodb.conditions import Attr, Key

from subscriber.item import OPEN, item_of, sortable, stream_of
from subscriber.stream import Stream

ATTEMPTS = 5
KEYS_AT_ONCE = 100


class TooManyWriters(Exception):
    """Others wrote the same stream again and again; the queue will bring the message back."""


class Streams:
    """The table `name`, with its indexes `by_state` and `open_gaps`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._dynamodb = boto3.resource("dynamodb")
        self._table = self._dynamodb.Table(name)

    def read(self, stream_id: str) -> Stream:
        """Return a stream, strongly consistent; one that is not known is empty."""
        item = self._table.get_item(Key={"stream_id": stream_id}, ConsistentRead=True).get("Item")
        return stream_of(item) if item else Stream(stream_id)

    def read_all(self, stream_ids: Sequence[str]) -> list[Stream]:
        """Return many streams, those that are not known as empty ones."""
        found: dict[str, Stream] = {}
        for start in range(0, len(stream_ids), KEYS_AT_ONCE):
            for item in self._batch(stream_ids[start : start + KEYS_AT_ONCE]):
                found[str(item["stream_id"])] = stream_of(item)
        return [found.get(stream_id, Stream(stream_id)) for stream_id in stream_ids]

    def change(self, stream_id: str, change: Callable[[Stream], Stream]) -> Stream:
        """Read a stream and write what `change` makes of it, anew where another was faster.

        Raises:
            TooManyWriters: it was not written.
        """
        for _ in range(ATTEMPTS):
            stream = self.read(stream_id)
            changed = change(stream)
            if changed == stream or self._write(changed):
                return changed
        raise TooManyWriters(stream_id)

    def to_ask_for(self, now: datetime, limit: int) -> list[Stream]:
        """Return streams with gaps that it is time to ask for, the oldest first."""
        due = Key("gap").eq(OPEN) & Key("ask_at").lte(sortable(now))
        answer = self._table.query(IndexName="open_gaps", KeyConditionExpression=due, Limit=limit)
        streams = self.read_all([str(item["stream_id"]) for item in answer["Items"]])
        return [stream for stream in streams if stream.ask_at and stream.ask_at <= now]

    def open_gaps(self) -> int:
        """Count the streams in which something is missing."""
        return self._count("open_gaps", Key("gap").eq(OPEN))

    def in_state(self, state: str) -> int:
        """Count the orders in `state`."""
        return self._count("by_state", Key("state").eq(state))

    def _write(self, stream: Stream) -> bool:
        item = item_of(replace(stream, revision=stream.revision + 1))
        # An unknown stream has revision 0, which no item has.
        unchanged = Attr("stream_id").not_exists() | Attr("revision").eq(stream.revision)
        try:
            self._table.put_item(Item=item, ConditionExpression=unchanged)
        except self._dynamodb.meta.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _batch(self, stream_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        keys = [{"stream_id": stream_id} for stream_id in stream_ids]
        wanted: Any = {self._name: {"Keys": keys, "ConsistentRead": True}}
        while wanted:
            answer = self._dynamodb.batch_get_item(RequestItems=wanted)
            yield from answer["Responses"][self._name]
            wanted = answer["UnprocessedKeys"]

    def _count(self, index: str, condition: Any) -> int:  # noqa: ANN401 - boto3's conditions
        pages = self._dynamodb.meta.client.get_paginator("query").paginate(
            TableName=self._name,
            IndexName=index,
            KeyConditionExpression=condition,
            Select="COUNT",
        )
        return sum(page["Count"] for page in pages)
