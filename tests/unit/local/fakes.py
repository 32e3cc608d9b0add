"""Hand-written stand-ins for the four AWS clients that a pipe uses."""

import io
import json
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from botocore.exceptions import ClientError

from local.pipes.pipe import Pipe

QUEUE = "arn:aws:sqs:us-east-1:1:dead"
STREAM = "arn:aws:dynamodb:us-east-1:1:table/t/stream/s"


def a_pipe(**changes: Any) -> Pipe:
    stream = {
        "StartingPosition": "TRIM_HORIZON",
        "BatchSize": 3,
        "MaximumRetryAttempts": 2,
        "OnPartialBatchItemFailure": "AUTOMATIC_BISECT",
        "DeadLetterConfig": {"Arn": QUEUE},
        **changes.pop("stream", {}),
    }
    known = {
        "key": "1/us-east-1/p",
        "name": "p",
        "arn": "arn:aws:pipes:us-east-1:1:pipe/p",
        "region": "us-east-1",
        "running": True,
        "source": STREAM,
        "target": "arn:aws:events:us-east-1:1:event-bus/b",
        "enrichment": "enrich",
        "source_parameters": {"DynamoDBStreamParameters": stream},
        "target_parameters": {
            "EventBridgeEventBusParameters": {
                "Source": "$.source",
                "DetailType": "$.detail_type",
                "Time": "$.time",
            },
            "InputTemplate": "<$.detail>",
        },
    }
    return Pipe(**{**known, **changes})


def a_record(number: int, *, at: float = 1000.0) -> dict[str, Any]:
    return {
        "eventName": "INSERT",
        "dynamodb": {
            "SequenceNumber": f"{number:04}",
            "ApproximateCreationDateTime": at,
            "NewImage": {"n": {"N": str(number)}},
        },
    }


def number_of(record: dict[str, Any]) -> int:
    return int(record["dynamodb"]["NewImage"]["n"]["N"])


def an_event(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": "waybill.orders",
        "detail_type": "order.placed.v1",
        "time": "2026-01-02T03:04:05.678Z",
        "detail": {"n": number_of(record)},
    }


@dataclass
class FakeLambda:
    """Answers each batch by `enrich`; an exception is a function error."""

    enrich: Any = lambda records: [an_event(record) for record in records]
    asked: list[Any] = field(default_factory=list)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        records = json.loads(Payload)
        self.asked.append(records)
        try:
            answer = self.enrich(records)
        except ValueError as error:
            body = json.dumps({"errorMessage": str(error)}).encode()
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(body)}
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}


@dataclass
class FakeEvents:
    """Takes all entries, but those whose detail holds a number in `refused`."""

    refused: set[int] = field(default_factory=set)
    put: list[Any] = field(default_factory=list)

    def put_events(self, *, Entries: list[Any]) -> dict[str, Any]:  # noqa: N803
        results = []
        for entry in Entries:
            bad = json.loads(entry["Detail"]).get("n") in self.refused
            results.append({"ErrorCode": "InternalFailure"} if bad else {"EventId": "e"})
            if not bad:
                self.put.append(entry)
        failed = sum("ErrorCode" in one for one in results)
        return {"FailedEntryCount": failed, "Entries": results}

    def test_event_pattern(self, *, EventPattern: str, Event: str) -> dict[str, bool]:  # noqa: N803
        wanted = json.loads(EventPattern)["detail"]["eventName"]
        return {"Result": json.loads(Event)["detail"]["eventName"] in wanted}


@dataclass
class FakeSqs:
    sent: list[Any] = field(default_factory=list)

    def get_queue_url(self, *, QueueName: str) -> dict[str, str]:  # noqa: N803
        return {"QueueUrl": f"http://queues/{QueueName}"}

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803
        self.sent.append((QueueUrl, json.loads(MessageBody)))


@dataclass
class FakeStreams:
    """One shard with `records`; an iterator is the place in it."""

    records: list[Any]
    trimmed: bool = False
    opened: list[str] = field(default_factory=list)

    def describe_stream(self, *, StreamArn: str) -> dict[str, Any]:  # noqa: N803
        return {"StreamDescription": {"Shards": [{"ShardId": "shard-1"}]}}

    def get_shard_iterator(self, **where: str) -> dict[str, str]:
        kind = where["ShardIteratorType"]
        self.opened.append(kind)
        if kind == "AFTER_SEQUENCE_NUMBER":
            if self.trimmed:
                raise trimmed_error()
            after = [
                index
                for index, one in enumerate(self.records)
                if one["dynamodb"]["SequenceNumber"] > where["SequenceNumber"]
            ]
            return {"ShardIterator": str(min(after, default=len(self.records)))}
        return {"ShardIterator": "0" if kind == "TRIM_HORIZON" else str(len(self.records))}

    def get_records(self, *, ShardIterator: str, Limit: int) -> dict[str, Any]:  # noqa: N803
        start = int(ShardIterator)
        found = self.records[start : start + Limit]
        return {"Records": found, "NextShardIterator": str(start + len(found))}


def trimmed_error() -> Exception:
    return ClientError(
        {"Error": {"Code": "TrimmedDataAccessException", "Message": "gone"}}, "GetShardIterator"
    )


@dataclass
class FakeStore:
    """Pipes in memory, with their checkpoints."""

    pipe: Pipe | None
    checkpoints: dict[str, str] = field(default_factory=dict)

    def pipes(self) -> list[Pipe]:
        return [self.pipe] if self.pipe else []

    def find(self, key: str) -> Pipe | None:
        return self.pipe

    def checkpoint(self, pipe: Pipe, shard: str) -> str | None:
        return self.checkpoints.get(shard)

    def save_checkpoint(self, pipe: Pipe, shard: str, sequence: str) -> None:
        self.checkpoints[shard] = sequence

    def news(self) -> Event:
        return Event()
