"""A simulated carrier: takes a shipment once, answers as it is told to, remembers what is due."""

import base64
import binascii
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from local.partners.behaviour import Behaviour
from local.partners.book import Book, Document
from local.partners.connection import Connection

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """`body` None is hanging up; text that is no JSON is sent as it is."""

    status: int
    body: Document | str | None
    headers: Headers = field(default_factory=dict)


@dataclass
class Carrier:
    """`path` takes the shipments; `signs` says which of the two ways out leads here."""

    name: str
    path: str
    signs: bool
    book: Book
    connected: Callable[[], Connection]
    behaviour: Behaviour = field(default_factory=Behaviour)
    override: Connection | None = None

    @property
    def connection(self) -> Connection:
        return self.override or self.connected()

    def take(self, headers: Headers, body: bytes) -> Answer:
        """Answer one request for a shipment; a repeated one is answered as it was first."""
        if not self._is_genuine(headers, body):
            return Answer(401, {"error": "who are you?"})
        order_id = _order_id(body)
        if order_id is None:
            return Answer(400, {"error": "a shipment needs an order_id"})
        if not self.behaviour.takes_shipments:
            return self._turn_away()
        answer = self._take_once(headers.get("idempotency-key") or order_id, order_id)
        return Answer(200, "<garbage") if self.behaviour.mode == "garbage" else answer

    def _take_once(self, key: str, order_id: str) -> Answer:
        with self.book.open():
            given = self.book.answer(key)
            if given is None:
                shipment = self.book.shipment(order_id) or self._accept(order_id)
                given = self._acceptance(shipment)
                self.book.note_answer(key, given)
        return Answer(**given)

    def _accept(self, order_id: str) -> Document:
        shipment = {
            "order_id": order_id,
            "tracking_number": f"1Z{uuid.uuid4().hex[:16].upper()}",
            "told": [],
            "attempts": 0,
        }
        wait_s = self.behaviour.confirm_after_s if self.behaviour.confirms else None
        self.book.note_shipment(shipment, None if wait_s is None else time.time() + wait_s)
        return shipment

    def _acceptance(self, shipment: Document) -> Document:
        if not self.signs or self.behaviour.mode == "silent":
            return {"status": 202, "body": {"status": "received"}}
        body = {
            "status": "accepted",
            "shipping_status": "PROCESSING",
            "tracking_number": shipment["tracking_number"],
        }
        return {"status": 200, "body": body}

    def _turn_away(self) -> Answer:
        match self.behaviour.mode:
            case "refuse":
                refusal = {"code": "NOT_SERVED", "message": "We do not deliver there."}
                return Answer(422, {"status": "refused", **refusal})
            case "rate_limited":
                wait = {"Retry-After": f"{self.behaviour.retry_after_s:g}"}
                return Answer(429, {"error": "too many requests"}, wait)
            case "down":
                return Answer(0, None)
            case _:
                return Answer(500, {"error": "something broke here"})

    def _is_genuine(self, headers: Headers, body: bytes) -> bool:
        known = self.connection
        if self.signs:
            return known.secret is not None and _is_signed(known.secret, headers, body)
        given = (known.username, known.password)
        return None not in given and _credentials(headers) == given


def _is_signed(secret: str, headers: Headers, body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def _credentials(headers: Headers) -> tuple[str, str] | None:
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if scheme.lower() == "basic" and colon else None


def _order_id(body: bytes) -> str | None:
    try:
        asked: Any = json.loads(body)
    except ValueError:
        return None
    order_id = asked.get("order_id") if isinstance(asked, dict) else None
    return order_id if isinstance(order_id, str) else None
