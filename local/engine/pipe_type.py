"""Stands in for pipes to an event bus: MiniStack drops what AWS::Pipes::Pipe says beyond names.

The native record stays the truth, so list, describe, start, stop, delete and persistence see it;
what it drops, and how far the pipe has read, are kept inside it.
"""

import threading
import weakref
from collections.abc import Iterable
from typing import Any

from ministack.services import dynamodb
from ministack.services import pipes as native
from ministack.services.cloudformation import provisioners

from local.engine.resource_types import Made, Properties
from local.engine.seams import Handler, replace
from local.pipes.pipe import Pipe

SPECIFICATION = (
    "SourceParameters",
    "Enrichment",
    "EnrichmentParameters",
    "TargetParameters",
)


def install() -> None:
    provisioners._RESOURCE_HANDLERS["AWS::Pipes::Pipe"] = _keeping_all(
        provisioners._RESOURCE_HANDLERS["AWS::Pipes::Pipe"]
    )
    replace(native, "_poll_pipe", _leaving_ours)
    replace(native, "_describe_response", _telling_all)
    replace(dynamodb, "_emit_stream_event", _spreading_the_news)


class NativePipes:
    """The pipes to event buses among MiniStack's own records."""

    def pipes(self) -> Iterable[Pipe]:
        for account, region, record in native._iter_all_pipes():
            if _is_ours(record):
                yield _pipe(f"{account}/{region}/{record['Name']}", region, record)

    def find(self, key: str) -> Pipe | None:
        record = _record(key)
        return _pipe(key, key.split("/")[1], record) if record and _is_ours(record) else None

    def checkpoint(self, pipe: Pipe, shard: str) -> str | None:
        record = _record(pipe.key) or {}
        return (record.get("Checkpoints") or {}).get(f"{pipe.source}|{shard}")

    def save_checkpoint(self, pipe: Pipe, shard: str, sequence: str) -> None:
        if record := _record(pipe.key):
            record["Checkpoints"] = {f"{pipe.source}|{shard}": sequence}

    def news(self) -> threading.Event:
        event = threading.Event()
        with _lock:
            _waiting.add(event)
        return event


_lock = threading.Lock()
_waiting: weakref.WeakSet[threading.Event] = weakref.WeakSet()


def _record(key: str) -> dict[str, Any] | None:
    account, region, name = key.split("/", 2)
    found: dict[str, Any] | None = native._pipes.get_scoped(account, region, name)
    return found


def _is_ours(record: dict[str, Any]) -> bool:
    return ":events:" in record["Target"] and "TargetParameters" in record


def _pipe(key: str, region: str, record: dict[str, Any]) -> Pipe:
    return Pipe(
        key=key,
        name=record["Name"],
        arn=record["Arn"],
        region=region,
        running=record["CurrentState"] == "RUNNING",
        source=record["Source"],
        target=record["Target"],
        enrichment=record.get("Enrichment"),
        source_parameters=record.get("SourceParameters") or {},
        enrichment_parameters=record.get("EnrichmentParameters") or {},
        target_parameters=record.get("TargetParameters") or {},
    )


def _keeping_all(handler: Handler) -> Handler:
    def keep(made: Made, properties: Properties) -> Made:
        record = native._pipes[made[0]]
        record.update({key: properties.get(key) for key in SPECIFICATION})
        return made

    def create(logical_id: str, properties: Properties, stack: str) -> Made:
        return keep(handler["create"](logical_id, properties, stack), properties)

    def update(
        physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str
    ) -> Made:
        return keep(handler["update"](physical_id, old, new, stack, logical_id), new)

    return {**handler, "create": create, "update": update, "update_with_logical_id": True}


def _leaving_ours(poll: Any) -> Any:
    def poll_pipe(dynamodb: Any, record: dict[str, Any], account: str) -> None:
        if not _is_ours(record):
            poll(dynamodb, record, account)

    return poll_pipe


def _spreading_the_news(emit: Any) -> Any:
    def emit_stream_event(*args: Any, **more: Any) -> None:
        emit(*args, **more)
        with _lock:
            for event in _waiting:
                event.set()

    return emit_stream_event


def _telling_all(describe: Any) -> Any:
    def describe_response(record: dict[str, Any]) -> dict[str, Any]:
        kept = {key: record[key] for key in SPECIFICATION if record.get(key)}
        return {**describe(record), **kept}

    return describe_response
