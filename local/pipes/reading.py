"""Read a table's stream in order, from where the pipe left off."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from local.pipes.pipe import Pipe, PipeStore, Record


@dataclass
class Batch:
    """Records of one shard that the pipe has not dealt with, and where they end."""

    shard: str
    records: Sequence[Record]
    end: str


@dataclass
class StreamReader:
    """Walks over the shards of one pipe's stream; `store` says how far the pipe is."""

    streams: Any
    store: PipeStore
    _iterators: dict[str, str | None] = field(default_factory=dict)

    def batches(self, pipe: Pipe) -> Iterator[Batch]:
        """Read what is there now, a batch for each shard that has something."""
        if not self._iterators:
            self._iterators = {one: self._open(pipe, one) for one in self._shards(pipe)}
        for shard, iterator in list(self._iterators.items()):
            if iterator is None:
                continue
            answer = self.streams.get_records(ShardIterator=iterator, Limit=pipe.batch_size)
            if answer["Records"]:
                yield self._batch(pipe, shard, answer["Records"])
            self._iterators[shard] = answer.get("NextShardIterator")

    def _batch(self, pipe: Pipe, shard: str, found: list[dict[str, Any]]) -> Batch:
        done = self.store.checkpoint(pipe, shard) or ""
        fresh = [one for one in found if one["dynamodb"]["SequenceNumber"] > done]
        end = found[-1]["dynamodb"]["SequenceNumber"]
        return Batch(shard, [to_wire(one, pipe.source) for one in fresh], max(end, done))

    def _shards(self, pipe: Pipe) -> list[str]:
        answer = self.streams.describe_stream(StreamArn=pipe.source)
        return [shard["ShardId"] for shard in answer["StreamDescription"]["Shards"]]

    def _open(self, pipe: Pipe, shard: str) -> str:
        done = self.store.checkpoint(pipe, shard)
        at = {"StreamArn": pipe.source, "ShardId": shard}
        if not done:
            return self._iterator(ShardIteratorType=pipe.starting_position, **at)
        try:
            return self._iterator(
                ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=done, **at
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "TrimmedDataAccessException":
                raise
        # That record is gone: read all there is, `_batch` leaves out what is older.
        return self._iterator(ShardIteratorType="TRIM_HORIZON", **at)

    def _iterator(self, **where: str) -> str:
        return str(self.streams.get_shard_iterator(**where)["ShardIterator"])


def to_wire(record: dict[str, Any], stream_arn: str) -> Record:
    """Turn a record into what a pipe hands on: times as epoch seconds, bytes as base64."""
    return {**_plain(record), "eventSourceARN": stream_arn}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | set):
        return [_plain(each) for each in value]
    return value
