"""Take published events from a queue, each by itself: one that fails stops no other."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import ValidationError

from eventing.envelope import Metadata
from eventing.fields import fields_of
from eventing.log import logger


class UnexpectedEvent(Exception):
    """The queue holds an event that nobody here listens to."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One published event as it came."""

    source: str
    detail_type: str
    metadata: Metadata
    data: dict[str, Any]


Handlers = Mapping[str, Callable[[Delivery], None]]


class Failures(Protocol):
    """Remembers why a message failed, so that a person sees it should the message be parked."""

    def note(self, message_id: str, reason: str) -> None:
        """Keep `reason` as the newest one of this message."""
        ...


def consume(event: Mapping[str, Any], handlers: Handlers, failures: Failures) -> dict[str, Any]:
    """Hand each message of an SQS batch to the handler of its detail-type; see `take`."""
    return take(event, lambda body: _dispatch(delivery_of(body), handlers), failures)


def take(
    event: Mapping[str, Any], process: Callable[[str], None], failures: Failures
) -> dict[str, Any]:
    """Hand the body of each message of an SQS batch to `process`.

    Returns the partial batch response: the failed messages stay in the queue, which tries them
    again a bounded number of times and then moves them to its dead-letter queue.
    """
    failed = [r["messageId"] for r in event["Records"] if not _done(r, process, failures)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def delivery_of(body: str) -> Delivery:
    """Read an EventBridge event from the body of a message."""
    event = json.loads(body)
    detail = event["detail"]
    metadata = {name: detail["metadata"][name] for name in Metadata.__dataclass_fields__}
    return Delivery(event["source"], event["detail-type"], Metadata(**metadata), detail["data"])


def _done(record: Mapping[str, Any], process: Callable[[str], None], failures: Failures) -> bool:
    try:
        process(record["body"])
    except Exception as error:  # noqa: BLE001 - a partial batch response is how a queue is told of a fault
        reason = reason_of(error)
        logger.warning("failed", extra={"message_id": record["messageId"], "reason": reason})
        failures.note(record["messageId"], reason)
        return False
    return True


def _dispatch(delivery: Delivery, handlers: Handlers) -> None:
    handler = handlers.get(delivery.detail_type)
    if handler is None:
        raise UnexpectedEvent(delivery.detail_type)
    handler(delivery)
    event_id = delivery.metadata.event_id
    logger.info("consumed", extra={"event": event_id, "detail_type": delivery.detail_type})


def reason_of(error: Exception) -> str:
    """Say what went wrong without the values that a message may hold."""
    if isinstance(error, ValidationError):
        return f"ContractViolation: {fields_of(error)}"
    if isinstance(error, KeyError | TypeError | ValueError):
        return f"{type(error).__name__}: the message has not the form of an event"
    return f"{type(error).__name__}: {error}".encode(errors="replace").decode()
