"""Tell the gateway, until it hears, that a parcel was shipped and that it was delivered."""

import json
import logging
import threading
import time
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime

from standardwebhooks import Webhook

from local.partners.book import Document
from local.partners.carrier import Carrier
from local.partners.connection import Connection

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.2
LONGEST_REST_S = 30
TIMEOUT_S = 10


class Telling(threading.Thread):
    """Goes through a carrier's book for what is due."""

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(name=f"telling-{carrier.name}", daemon=True)
        self._carrier = carrier
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            self.tell_what_is_due()

    def end(self) -> None:
        self._ended.set()
        self.join()

    def tell_what_is_due(self) -> None:
        for shipment in self._carrier.book.due(time.time()):
            if self._ended.is_set():
                return
            self._tell(shipment)

    def _tell(self, shipment: Document) -> None:
        news = "delivery" if "shipment" in shipment["told"] else "shipment"
        shipment.setdefault(_AT[news], _now())
        shipment["last_answer"] = _call(self._carrier, news, _words(news, shipment))
        if 200 <= shipment["last_answer"] < 300:
            shipment.update(told=[*shipment["told"], news], attempts=0)
            due = self._delivery_due() if news == "shipment" else None
        else:
            due = time.time() + min(LONGEST_REST_S, 2 ** shipment["attempts"])
            shipment["attempts"] += 1
        self._carrier.book.note_shipment(shipment, due)

    def _delivery_due(self) -> float | None:
        wait_s = self._carrier.behaviour.deliver_after_s
        return None if wait_s is None else time.time() + wait_s


_AT = {"shipment": "shipped_at", "delivery": "delivered_at"}


def _words(news: str, shipment: Document) -> Document:
    told = ("order_id", _AT[news], *(("tracking_number",) if news == "shipment" else ()))
    return {name: shipment[name] for name in told}


def _call(carrier: Carrier, news: str, words: Document) -> int:
    """Post `words`; answer the status, or 0 when nobody was there."""
    connection = carrier.connection
    if not connection.gateway or not connection.api_key:
        return 0
    body = json.dumps(words)
    request = urllib.request.Request(
        f"{connection.gateway.rstrip('/')}/confirm-{news}",
        data=body.encode(),
        headers=_headers(carrier, connection, body),
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        log.warning("%s: %s of %s: %s", carrier.name, news, words["order_id"], refusal.code)
        refusal.close()
        return int(refusal.code)
    except OSError:
        return 0


def _headers(carrier: Carrier, connection: Connection, body: str) -> dict[str, str]:
    headers = {"content-type": "application/json", "x-api-key": connection.api_key or ""}
    if not carrier.signs or not connection.secret:
        return headers
    message_id, now = f"msg_{uuid.uuid4().hex}", datetime.now(UTC)
    signature = Webhook(connection.secret).sign(message_id, now, body)
    return headers | {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
