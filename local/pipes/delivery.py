"""Bring one batch of stream records to the bus: enrich it, make events of it, put them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from local.pipes.pipe import MAX_ENTRIES, Pipe, Record
from local.pipes.template import render, resolve

Clients = Callable[[str, str], Any]
"""Gives the boto3 client of a service in a region."""


class DeliveryFailed(Exception):
    """The batch did not get through; nothing says that none of it did."""


def deliver(pipe: Pipe, batch: Sequence[Record], clients: Clients) -> None:
    """Put what `batch` means on the bus, or raise."""
    items = _enriched(pipe, batch, clients) if pipe.enrichment else list(batch)
    if len(items) > MAX_ENTRIES:
        raise DeliveryFailed(f"{len(items)} items; a bus takes {MAX_ENTRIES} at once")
    if not items:
        return
    entries = [_entry(pipe, item) for item in items]
    answer = clients("events", pipe.region).put_events(Entries=entries)
    if answer["FailedEntryCount"]:
        raise DeliveryFailed(str([one for one in answer["Entries"] if one.get("ErrorCode")]))


def _enriched(pipe: Pipe, batch: Sequence[Record], clients: Clients) -> list[Any]:
    template = pipe.enrichment_parameters.get("InputTemplate")
    each = [render(template, record) if template else json.dumps(record) for record in batch]
    answer = clients("lambda", pipe.region).invoke(
        FunctionName=pipe.enrichment, Payload=f"[{','.join(each)}]".encode()
    )
    body = answer["Payload"].read()
    if answer.get("FunctionError"):
        raise DeliveryFailed(f"enrichment: {body[:300]!r}")
    items = json.loads(body)
    if isinstance(items, list):
        return items
    return [items] if items else []


def _entry(pipe: Pipe, item: Any) -> dict[str, Any]:
    template = pipe.target_parameters.get("InputTemplate")
    wanted = pipe.bus_parameters
    entry: dict[str, Any] = {
        "EventBusName": pipe.target,
        "Source": resolve(wanted.get("Source", f"Pipe {pipe.name}"), item),
        "DetailType": resolve(wanted.get("DetailType", "Event from aws:dynamodb"), item),
        "Detail": render(template, item) if template else json.dumps(item),
    }
    _check(entry)
    if when := resolve(wanted.get("Time"), item):
        entry["Time"] = datetime.fromisoformat(when)
    if resources := wanted.get("Resources"):
        entry["Resources"] = [resolve(one, item) for one in resources]
    return entry


def _check(entry: dict[str, Any]) -> None:
    if not entry["Source"] or not entry["DetailType"]:
        raise DeliveryFailed("an item without source or detail type")
    try:
        detail = json.loads(entry["Detail"])
    except ValueError as error:
        raise DeliveryFailed("a detail that is no JSON") from error
    if not isinstance(detail, dict):
        raise DeliveryFailed("a detail that is no JSON object")
