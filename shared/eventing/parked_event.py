"""The event by which a context tells that a message waits for a person."""

import json
import re
from typing import Any

from eventing.envelope import Message, Metadata
from eventing.language import Language

ID = re.compile(r"[!-~]{1,128}")
DETAIL_TYPE = re.compile(r"[a-z_]{1,64}\.[a-z_]{1,64}\.v[1-9][0-9]{0,3}")


def message_parked(
    language: Language[Any], *, parked_at: str, data: dict[str, Any], body: str
) -> Message:
    """Return the event about a parked message; of its `body` only what has the form of an id."""
    event = _read(body)
    metadata = event.get("detail", {}).get("metadata", {})
    stream_id = f"parked:{data['parked_id']}"
    told = {
        "detail_type": _if_like(DETAIL_TYPE, event.get("detail-type")),
        "event_id": _if_like(ID, metadata.get("event_id")),
    }
    return Message(
        language.source,
        language.detail_type("message_parked"),
        Metadata(
            event_id=f"{stream_id}#1",
            occurred_at=parked_at,
            tenant_id=_if_like(ID, metadata.get("tenant_id")) or "waybill",
            stream_id=stream_id,
            stream_version=1,
            correlation_id=_if_like(ID, metadata.get("correlation_id")) or stream_id,
            causation_id=told["event_id"] or data["parked_id"],
            actor=f"system:{language.source.removeprefix('waybill.')}",
        ),
        data | {name: value for name, value in told.items() if value is not None},
    )


def _if_like(form: re.Pattern[str], value: object) -> str | None:
    return value if isinstance(value, str) and form.fullmatch(value) else None


def _read(body: str) -> dict[str, Any]:
    """Read an event as far as it is one; what is parked may be anything."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    well_formed = isinstance(event, dict) and isinstance(event.get("detail"), dict)
    return event if well_formed and isinstance(event["detail"].get("metadata"), dict) else {}
