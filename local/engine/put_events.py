"""Stands in for PutEvents as AWS does it: keeps an entry's own time, refuses what AWS refuses.

MiniStack stamps its own time, and takes details that are no JSON object and of any size.
"""

import json
from contextvars import ContextVar
from typing import Any

from ministack.services import eventbridge

from local.engine.seams import replace

# AWS counts the whole request; one entry of more than a queue's message would be lost behind it.
MAX_ENTRY_BYTES = 256 * 1024
MAX_REQUEST_BYTES = 1024 * 1024

Entry = dict[str, Any]
_own_time: ContextVar[int | None] = ContextVar("own_time", default=None)


def install() -> None:
    replace(eventbridge, "_now_ts", _or_the_entry_s_own)
    replace(eventbridge, "_put_events", _honestly)


def _or_the_entry_s_own(now: Any) -> Any:
    def now_ts() -> float:
        own = _own_time.get()
        return now() if own is None else own

    return now_ts


def _honestly(native: Any) -> Any:
    def put_events(data: dict[str, Any], **permission: bool) -> Any:
        entries = data.get("Entries") or []
        if not 1 <= len(entries) <= 10:
            return native(data, **permission)
        if _is_too_large(entries):
            message = "Total size of the entries in the request is over the limit."
            return eventbridge.error_response_json("ValidationException", message, 400)
        results = [_put(native, entry, permission) for entry in entries]
        failed = sum("ErrorCode" in result for result in results)
        return eventbridge.json_response({"FailedEntryCount": failed, "Entries": results})

    return put_events


def _is_too_large(entries: list[Entry]) -> bool:
    sizes = [_size(entry) for entry in entries]
    return max(sizes) > MAX_ENTRY_BYTES or sum(sizes) > MAX_REQUEST_BYTES


def _size(entry: Entry) -> int:
    texts = [entry.get(key) or "" for key in ("Source", "DetailType", "Detail")]
    texts += entry.get("Resources") or []
    return (14 if entry.get("Time") else 0) + sum(len(text.encode()) for text in texts)


def _put(native: Any, entry: Entry, permission: dict[str, bool]) -> dict[str, Any]:
    if refusal := _refusal(entry):
        return refusal
    given = entry.get("Time")
    token = _own_time.set(int(eventbridge._coerce_timestamp(given)) if given else None)
    try:
        _, _, body = native({"Entries": [entry]}, **permission)
    finally:
        _own_time.reset(token)
    return dict(json.loads(body)["Entries"][0])


def _refusal(entry: Entry) -> dict[str, str] | None:
    if not entry.get("Source") or not entry.get("DetailType"):
        return {
            "ErrorCode": "InvalidArgument",
            "ErrorMessage": "Parameter Source or DetailType is not valid.",
        }
    if not _is_object(entry.get("Detail") or ""):
        return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    return None


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
