"""Keep what could not be processed where a person sees it, until it is redriven or discarded.

Queues forget after fourteen days; this table does not, until an operator has decided.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from eventing import aws
from eventing.bus import Bus
from eventing.envelope import instant
from eventing.language import Language
from eventing.log import logger
from eventing.parked_event import message_parked
from eventing.tables import bound, held

LONGEST_REASON = 1000
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
        """Keep why a message failed last, while the queue still tries it."""
        actions: list[Action] = [
            ParkedItem.reason.set(reason[:LONGEST_REASON]),
            ParkedItem.status.set("failing"),
            ParkedItem.expires_at.set(datetime.now(UTC) + FAILING_KEPT),
        ]
        # A consumer that is late must not give what is parked already a time to expire.
        still_tried = ParkedItem.status.does_not_exist() | (ParkedItem.status == "failing")
        item = self._items(message_id)
        held(lambda: item.update(actions=actions, condition=still_tried))

    def park(self, event: Mapping[str, Any]) -> None:
        """Park each message of a dead-letter queue and say so; repeating it changes nothing."""
        for record in event["Records"]:
            item = self._kept(record)
            if item.status == "parked":
                self._announce(item)

    def waiting(self) -> Iterable[ParkedItem]:
        """Return what waits for a person."""
        return self._items.scan(ParkedItem.status == "parked", consistent_read=True)

    def redrive(self, parked_id: str) -> None:
        """Send a parked message to the inbox again, and only then mark it redriven.

        Raises:
            NotParked: there is none, or it was settled before.
        """
        item = self._waiting(parked_id)
        aws.client("sqs").send_message(QueueUrl=item.queue, MessageBody=item.body)
        self._settle(item, "redriven")

    def discard(self, parked_id: str) -> None:
        """Give a parked message up.

        Raises:
            NotParked: there is none, or it was settled before.
        """
        self._settle(self._waiting(parked_id), "discarded")

    def _known(self, message_id: str) -> ParkedItem | None:
        try:
            return self._items.get(message_id, consistent_read=True)
        except ParkedItem.DoesNotExist:
            return None

    def _waiting(self, parked_id: str) -> ParkedItem:
        item = self._known(parked_id)
        if item is None or item.status != "parked":
            raise NotParked(parked_id)
        return item

    def _settle(self, item: ParkedItem, status: str) -> None:
        kept = datetime.now(UTC) + SETTLED_KEPT
        item.update([ParkedItem.status.set(status), ParkedItem.expires_at.set(kept)])
        logger.info(status, extra={"parked_id": item.id})

    def _kept(self, record: Mapping[str, Any]) -> ParkedItem:
        """Return the message as it is kept: parked now, or as whoever came before left it."""
        known = self._known(record["messageId"])
        if known and known.status != "failing":
            return known
        item = self._parked(record, known)
        item.save()
        return item

    def _parked(self, record: Mapping[str, Any], known: ParkedItem | None) -> ParkedItem:
        """Build the item; the last noted failure or the queue's own attributes tell the reason."""
        attributes = {k: v.get("stringValue") for k, v in record["messageAttributes"].items()}
        noted = known.reason if known else None
        reason = noted or attributes.get("ERROR_MESSAGE") or "received too often"
        return self._items(
            record["messageId"],
            status="parked",
            reason=reason[:LONGEST_REASON],
            body=record["body"],
            queue=self._inbox_url,
            receives=int(record["attributes"]["ApproximateReceiveCount"]),
            parked_at=instant(datetime.now(UTC)),
        )

    def _announce(self, item: ParkedItem) -> None:
        data = {
            "parked_id": item.id,
            "queue": (item.queue or "").rsplit("/", 1)[-1],
            "reason": item.reason,
            "receives": int(item.receives or 1),
        }
        parked_at, body = item.parked_at or "", item.body or ""
        self._bus.put([message_parked(self._language, parked_at=parked_at, data=data, body=body)])
        logger.error("parked", extra={"parked_id": item.id, "reason": item.reason})
