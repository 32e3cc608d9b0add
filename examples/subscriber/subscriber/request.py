"""Ask Waybill for what is missing: one event for each gap, on the bus itself."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from contracts.operator import OperatorRepublicationRequestedV1
from subscriber.progress import Gap
from subscriber.stream import Stream

CONTEXT = "order"


def requests(stream: Stream, subscriber: str, cause: str, at: datetime) -> list[dict[str, Any]]:
    """Return an entry for PutEvents, without its bus, for each gap of `stream`.

    `cause` is the id of the digest that is being compared.
    Ids are derived, so the same digest asks the same question however often it is delivered.
    """
    return [_entry(stream.stream_id, gap, subscriber, cause, at) for gap in stream.progress.gaps]


def _entry(stream_id: str, gap: Gap, subscriber: str, cause: str, at: datetime) -> dict[str, Any]:
    asked = OperatorRepublicationRequestedV1(
        context=CONTEXT,
        requested_by=subscriber,
        stream_id=stream_id,
        from_version=gap[0],
        to_version=gap[1],
    )
    question = uuid.uuid5(uuid.NAMESPACE_URL, f"{cause}/{stream_id}/{gap[0]}-{gap[1]}")
    request_id = f"request:{subscriber}:{question}"
    metadata = {
        "event_id": f"{request_id}#1",
        "occurred_at": at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
        "tenant_id": "waybill",
        "stream_id": request_id,
        "stream_version": 1,
        "correlation_id": stream_id,
        "causation_id": cause,
        "actor": f"subscriber:{subscriber}",
    }
    data = asked.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {
        "Source": asked.SOURCE,
        "DetailType": asked.DETAIL_TYPE,
        "Detail": json.dumps({"metadata": metadata, "data": data}),
    }
