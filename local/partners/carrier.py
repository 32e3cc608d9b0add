"""A simulated carrier: takes a shipment once, answers as it is told to, remembers what is due.

It takes `POST /orders` and `POST /orders/{order_id}/cancellation`.
"""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.partners import genuine
from local.partners.behaviour import Behaviour
from local.partners.book import Book, Document
from local.partners.connection import Connection
from local.partners.requests import Answer, Request


@dataclass
class Carrier:
    """`signs` says which of the two ways leads here: signed calls, or a password."""

    name: str
    signs: bool
    book: Book
    connected: Callable[[], Connection]
    behaviour: Behaviour = field(default_factory=Behaviour)
    override: Connection | None = None

    @property
    def connection(self) -> Connection:
        return self.override or self.connected()

    def answer(self, request: Request) -> Answer:
        """Answer one request; a repeated one is answered as it was first."""
        if not (request.is_shipment or request.cancelled_order):
            return Answer(404, {"error": "no such path"})
        if not self._is_genuine(request):
            return Answer(401, {"error": "who are you?"})
        if not self.behaviour.takes_shipments:
            return self._turn_away()
        order_id = request.cancelled_order
        answer = self._cancel(order_id) if order_id else self._take(request)
        return Answer(200, "<garbage") if self.behaviour.mode == "garbage" else answer

    def _take(self, request: Request) -> Answer:
        order_id = _order_id(request.body)
        if order_id is None:
            return Answer(400, {"error": "a shipment needs an order_id"})
        key = request.headers.get("idempotency-key") or order_id
        with self.book.open():
            given = self.book.answer(key)
            if given is None:
                shipment = self.book.shipment(order_id) or self._accept(order_id)
                given = self._acceptance(shipment)
                self.book.note_answer(key, given)
        return Answer(**given)

    def _cancel(self, order_id: str) -> Answer:
        with self.book.open():
            shipment = self.book.shipment(order_id)
            if shipment is None:
                return Answer(404, {"status": "unknown"})
            if shipment["told"]:
                return Answer(409, {"status": "refused", "message": "It is on its way."})
            self.book.note_shipment({**shipment, "cancelled": True}, None)
        return Answer(200, {"status": "cancelled"})

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

    def _is_genuine(self, request: Request) -> bool:
        known = self.connection
        if self.signs:
            return genuine.is_signed(known, request.headers, request.body)
        return genuine.has_password(known, request.headers)


def _order_id(body: bytes) -> str | None:
    try:
        asked: Any = json.loads(body)
    except ValueError:
        return None
    order_id = asked.get("order_id") if isinstance(asked, dict) else None
    return order_id if isinstance(order_id, str) else None
