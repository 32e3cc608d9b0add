"""The Lambda functions: take a batch from the queue, and report what is known."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import boto3
from pydantic import ValidationError

from subscriber.event import read
from subscriber.feed import Feed
from subscriber.log import say
from subscriber.orders import STATES, state_of
from subscriber.table import Streams

AUDIT = "audit:order"
ENTRIES_AT_ONCE = 10


class NotAsked(Exception):
    """The bus refused questions; the digest will come back, and they are put again."""


def consume(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Take each message by itself: one that fails stays in the queue and stops no other."""
    failed = [record["messageId"] for record in event["Records"] if not _done(record)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def report(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Tell where the orders stand, or with `{"order_id": …}` how one came there."""
    streams = _feed().streams
    if order_id := event.get("order_id"):
        order = streams.read(order_id)
        return {
            "state": state_of(order.timeline),
            "timeline": [f"{entry.version} {entry.at} {entry.text}" for entry in order.timeline],
            "through": order.progress.through,
            "missing": order.progress.gaps,
        }
    audit = streams.read(AUDIT)
    return {
        "orders": {state: streams.in_state(state) for state in STATES},
        "streams_with_gaps": streams.open_gaps(),
        "audited_until": audit.audited_until.isoformat() if audit.audited_until else None,
    }


def _done(record: Mapping[str, Any]) -> bool:
    try:
        _feed().take(read(record["body"]), datetime.now(UTC))
    except Exception as error:  # noqa: BLE001 - a partial batch response is how a queue is told of a fault
        say("failed", message_id=record["messageId"], reason=_reason(error))
        return False
    return True


def _reason(error: Exception) -> str:
    """Say what went wrong, without the values that a message may hold."""
    if isinstance(error, ValidationError):
        wrong = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
        return f"{error.title}: {', '.join(wrong)}"
    return type(error).__name__


@cache
def _feed() -> Feed:
    patience = timedelta(seconds=int(os.environ["ASK_AFTER_S"]))
    return Feed(os.environ["SUBSCRIBER"], Streams(os.environ["TABLE"]), _put, patience)


def _put(entries: Sequence[dict[str, Any]]) -> None:
    """Put entries on Waybill's bus, and believe only what the bus confirms."""
    for start in range(0, len(entries), ENTRIES_AT_ONCE):
        chunk = [
            {**entry, "EventBusName": os.environ["WAYBILL_BUS"]}
            for entry in entries[start : start + ENTRIES_AT_ONCE]
        ]
        answer = _events().put_events(Entries=chunk)
        if answer["FailedEntryCount"]:
            raise NotAsked({each.get("ErrorCode") for each in answer["Entries"]})


@cache
def _events() -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
    return boto3.client("events")
