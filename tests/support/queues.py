"""Wait for what comes out of a queue."""

import json
import time
from typing import Any

from tests.support.engine import Engine


def receive(engine: Engine, queue_url: str, count: int, *, within_s: float = 60) -> list[Any]:
    """Take `count` messages, or fewer when they do not come in time."""
    client, found = engine.client("sqs"), []
    deadline = time.monotonic() + within_s
    while len(found) < count and time.monotonic() < deadline:
        answer = client.receive_message(
            QueueUrl=queue_url,
            WaitTimeSeconds=1,
            MaxNumberOfMessages=min(10, count - len(found)),
            MessageAttributeNames=["All"],
        )
        for message in answer.get("Messages", []):
            client.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
            found.append(message)
    return found


def bodies(engine: Engine, queue_url: str, count: int, *, within_s: float = 60) -> list[Any]:
    found = receive(engine, queue_url, count, within_s=within_s)
    return [json.loads(message["Body"]) for message in found]


def attributes(message: Any) -> dict[str, str]:
    return {key: value["StringValue"] for key, value in message["MessageAttributes"].items()}
