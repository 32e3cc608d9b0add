"""The enrichment of the pipe: unfold stored commits into the published contracts of their events.

A pipe knows no partial failure here, so an event that cannot be published does not stop the others:
`publication_failed` says so in its place, and only faults of the surroundings raise.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from eventing.envelope import Message, Metadata
from eventing.language import Language, metadata_of
from eventing.log import logger
from eventing.row import Row, provenance_of, row_of_image


def enrich(records: Iterable[Mapping[str, Any]], language: Language[Any]) -> list[dict[str, Any]]:
    """Turn DynamoDB stream records into what the pipe's target takes, in order."""
    rows = [row_of_image(record["dynamodb"]["NewImage"]) for record in records]
    messages = [message for row in rows for message in unfold(row, language)]
    logger.info("published", extra={"events": [m.metadata.event_id for m in messages]})
    return [
        {
            "source": message.source,
            "detail_type": message.detail_type,
            "time": message.metadata.occurred_at,
            "detail": message.detail,
        }
        for message in messages
    ]


def unfold(row: Row, language: Language[Any]) -> list[Message]:
    """Return the messages of one stored commit."""
    provenance, first = provenance_of(row), int(row["version"])
    return [
        message
        for index, (name, data) in enumerate(json.loads(row["events"]))
        for message in _messages(
            name, data, metadata_of(row["stream_id"], first + index, provenance), language
        )
    ]


def _messages(
    name: str, data: dict[str, Any], metadata: Metadata, language: Language[Any]
) -> list[Message]:
    try:
        return language.messages_of(language.codec.decode_one(name, data), metadata)
    except Exception as error:  # noqa: BLE001 - pure code: whatever it raises is this event's own fault
        logger.error("publication failed", extra={"event": metadata.event_id, "stored": name})
        return [_failure(error, metadata, language)]


def _failure(error: Exception, metadata: Metadata, language: Language[Any]) -> Message:
    return Message(
        language.source,
        language.detail_type("publication_failed"),
        replace(metadata, event_id=f"{metadata.event_id}!publication"),
        {
            "failed_event_id": metadata.event_id,
            "code": type(error).__name__,
            "message": "the stored event does not fit its contract; correct the code and republish",
        },
    )
