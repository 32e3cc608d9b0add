"""Keep what could not be processed where a person sees it, until it is redriven or discarded.

Queues forget after fourteen days; this table does not, until an operator has decided.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from eventing import aws
from eventing.bus import Bus
from eventing.envelope import Message, Metadata, instant
from eventing.language import Language
from eventing.log import logger
from eventing.tables import bound

SETTLED_KEPT = timedelta(days=90)
FAILING_KEPT = timedelta(days=30)


class ParkedItem(Model):
    """A message by its id: `failing` while the queue still tries, then `parked`, then settled."""

    id = UnicodeAttribute(hash_key=True)
    status = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    body = UnicodeAttribute(null=True)
    queue = UnicodeAttribute(null=True)
    receives = NumberAttribute(null=True)
    parked_at = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class NotParked(Exception):
    """There is no parked message of this id, or it was settled before."""


class Parking:
    """The parked messages of one service."""

    def __init__(self, table_name: str, language: Language[Any], bus: Bus, inbox_url: str) -> None:
        self._items = bound(ParkedItem, table_name)
        self._language = language
        self._bus = bus
        self._inbox_url = inbox_url

    def note(self, message_id: str, reason: str) -> None:
        """Keep why a message failed last."""
        actions: list[Action] = [
            ParkedItem.reason.set(reason[:1000]),
            ParkedItem.status.set(ParkedItem.status | "failing"),
            ParkedItem.expires_at.set(datetime.now(UTC) + FAILING_KEPT),
        ]
        self._items(message_id).update(actions=actions)

    def park(self, event: Mapping[str, Any]) -> None:
        """Park each message of a dead-letter queue and say so; repeating it changes nothing."""
        for record in event["Records"]:
            item = self._parked(record)
            item.save()
            self._bus.put([self._announcement(item)])
            logger.error("parked", extra={"parked_id": item.id, "reason": item.reason})

    def waiting(self) -> Iterable[ParkedItem]:
        """Return what waits for a person."""
        return self._items.scan(ParkedItem.status == "parked", consistent_read=True)

    def redrive(self, parked_id: str) -> None:
        """Send a parked message to the inbox again, and only then mark it redriven."""
        item = self._waiting(parked_id)
        aws.client("sqs").send_message(QueueUrl=item.queue, MessageBody=item.body)
        self._settle(item, "redriven")

    def discard(self, parked_id: str) -> None:
        """Give a parked message up."""
        self._settle(self._waiting(parked_id), "discarded")

    def _waiting(self, parked_id: str) -> ParkedItem:
        try:
            item = self._items.get(parked_id, consistent_read=True)
        except ParkedItem.DoesNotExist:
            raise NotParked(parked_id) from None
        if item.status != "parked":
            raise NotParked(parked_id)
        return item

    def _settle(self, item: ParkedItem, status: str) -> None:
        kept = datetime.now(UTC) + SETTLED_KEPT
        item.update([ParkedItem.status.set(status), ParkedItem.expires_at.set(kept)])
        logger.info(status, extra={"parked_id": item.id})

    def _parked(self, record: Mapping[str, Any]) -> ParkedItem:
        """Build the item; the last noted failure or the queue's own attributes tell the reason."""
        attributes = {k: v.get("stringValue") for k, v in record["messageAttributes"].items()}
        try:
            noted = self._items.get(record["messageId"], consistent_read=True).reason
        except ParkedItem.DoesNotExist:
            noted = None
        return self._items(
            record["messageId"],
            status="parked",
            reason=noted or attributes.get("ERROR_MESSAGE") or "received too often",
            body=record["body"],
            queue=self._inbox_url,
            receives=int(record["attributes"]["ApproximateReceiveCount"]),
            parked_at=instant(datetime.now(UTC)),
        )

    def _announcement(self, item: ParkedItem) -> Message:
        event = _read(item.body or "")
        metadata = event.get("detail", {}).get("metadata", {})
        stream_id = f"parked:{item.id}"
        data = {
            "parked_id": item.id,
            "queue": (item.queue or "").rsplit("/", 1)[-1],
            "reason": item.reason,
            "receives": int(item.receives or 0),
            "detail_type": event.get("detail-type"),
            "event_id": metadata.get("event_id"),
        }
        return Message(
            self._language.source,
            self._language.detail_type("message_parked"),
            Metadata(
                event_id=f"{stream_id}#1",
                occurred_at=item.parked_at or "",
                tenant_id=str(metadata.get("tenant_id", "waybill")),
                stream_id=stream_id,
                stream_version=1,
                correlation_id=str(metadata.get("correlation_id", stream_id)),
                causation_id=str(metadata.get("event_id", item.id)),
                actor=f"system:{self._language.source.removeprefix('waybill.')}",
            ),
            {name: value for name, value in data.items() if value is not None},
        )


def _read(body: str) -> dict[str, Any]:
    """Read an event as far as it is one; what is parked may be anything."""
    try:
        event = json.loads(body)
    except ValueError:
        return {}
    well_formed = isinstance(event, dict) and isinstance(event.get("detail"), dict)
    return event if well_formed and isinstance(event["detail"].get("metadata"), dict) else {}
