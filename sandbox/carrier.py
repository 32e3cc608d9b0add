"""A simulated carrier: takes a shipment once, and tells what becomes of the parcel.

It takes `POST /orders` and `POST /orders/{order_id}/cancellation`.
"""

import re
from typing import Any, ClassVar

from sandbox.messages import RECEIVED, Answer, Document, Request, scan_of
from sandbox.outbox import CALLBACK
from sandbox.partner import Partner
from sandbox.scenarios import SCENARIOS
from sandbox.timeline import confirmation, planned, scan_message

_CANCELLATION = re.compile(r"/orders/(?P<order_id>[^/]+)/cancellation")
_CHOICE = "scenario:"


class Carrier(Partner):
    """A shipment goes by its own scenario, by the default one, or is just shipped and delivered."""

    title: ClassVar[str] = "carrier"
    kind: ClassVar[str] = "carrier"
    task_type: ClassVar[str] = "ORDER_SHIPPING_SERVICE"
    path: ClassVar[str] = "/orders"
    refusal: ClassVar[tuple[str, str]] = ("NOT_SERVED", "We do not deliver there.")

    def offers(self, path: str) -> bool:
        return path == self.path or _CANCELLATION.fullmatch(path) is not None

    def closed(self, request: Request) -> Answer | None:
        """Turn shipments away for the first hours of a scenario that begins with an outage."""
        scenario = SCENARIOS.get(self._scenario_of(request.document) or "")
        if scenario is None or not scenario.closed_h or request.path != self.path:
            return None
        with self.book.open():
            name = f"closed {request.order_id}"
            begun = self.book.noted(name) or {"at": self.clock.now()}
            self.book.note(name, begun)
        left_s = begun["at"] + scenario.closed_h * 3600 - self.clock.now()
        if left_s <= 0:
            return None
        wait = {"Retry-After": f"{max(1, left_s / self.clock.speed):.0f}"}
        return Answer(503, {"error": "we are closed for six hours"}, wait)

    def take(self, request: Request, mode: str) -> Answer:
        cancelled = _CANCELLATION.fullmatch(request.path)
        return self._cancel(cancelled["order_id"]) if cancelled else super().take(request, mode)

    def work(self, request: Request, mode: str) -> Answer:
        asked = request.document
        shipment = self.book.shipment(asked["order_id"]) or self._accept(asked)
        if mode == "later":
            self._answer_later(request, shipment)
        elif mode != "silent":
            self._plan_once(shipment)
        if not self.signs or mode in ("silent", "later"):
            return RECEIVED
        return Answer(200, _result(shipment))

    def heard(self, message: Document) -> None:
        with self.book.open():
            shipment = self.book.shipment(message["about"])
            if shipment is None:
                return
            label = message["label"]
            if label in ("shipment", "delivery"):
                shipment["told"] = [*shipment["told"], label]
            if label == "shipment" and shipment["scenario"] is None:
                self._deliver_later(shipment)
            if label == "scan":
                shipment["status"] = scan_of(message)
            self.book.note_shipment(shipment)

    def take_by_hand(self, order_id: str, scenario: str | None) -> Document:
        """Take a parcel that nobody asked for, to try things out."""
        with self.book.open():
            shipment = self.book.shipment(order_id)
            if shipment is None:
                shipment = self._accept({"order_id": order_id})
                shipment["scenario"] = scenario or self.behaviour.scenario
                self._plan(shipment)
        self.news.set()
        return shipment

    def go_by(self, shipment: Document, scenario: str | None) -> None:
        """Let a parcel's story go on by another scenario, from its beginning."""
        with self.book.open():
            shipment["scenario"] = scenario
            self.book.withdraw_messages(shipment["order_id"])
            self._plan(shipment)
        self.news.set()

    def scan(self, shipment: Document, scan: Document) -> None:
        """Tell one scan now, whatever is planned."""
        self.book.add_message(scan_message(self.name, shipment, scan, self.clock.now()))
        self.news.set()

    def _accept(self, asked: Document) -> Document:
        number = self.chance.letters(f"number {asked['order_id']}", 16)
        shipment = {
            "order_id": asked["order_id"],
            "tracking_number": self.behaviour.tracking_number or f"1Z{number}",
            "scenario": self._scenario_of(asked),
            "status": None,
            "told": [],
        }
        self.book.note_shipment(shipment)
        return shipment

    def _plan_once(self, shipment: Document, after_s: float = 0) -> None:
        known = self.book.messages(about=shipment["order_id"])
        if all(message["label"] == CALLBACK for message in known):
            self._plan(shipment, after_s)

    def _plan(self, shipment: Document, after_s: float = 0) -> None:
        self.book.note_shipment(shipment)
        if shipment["scenario"] is not None:
            for message in planned(self, shipment, after_s):
                self.book.add_message(message)
        elif self.behaviour.confirm_after_s is not None:
            due = self.clock.now() + after_s + self.behaviour.confirm_after_s
            self.book.add_message(confirmation(shipment, "shipment", due))

    def _answer_later(self, request: Request, shipment: Document) -> None:
        objection = self.late_objection()
        self.call_back(request, _result(shipment), objection)
        if objection is None:
            self._plan_once(shipment, self.behaviour.callback_after_s)

    def _deliver_later(self, shipment: Document) -> None:
        if (after_s := self.behaviour.deliver_after_s) is not None:
            due = self.clock.now() + after_s
            self.book.add_message(confirmation(shipment, "delivery", due))

    def _cancel(self, order_id: str) -> Answer:
        with self.book.open():
            shipment = self.book.shipment(order_id)
            if shipment is None:
                return Answer(404, {"status": "unknown"})
            if shipment["told"]:
                return Answer(409, {"status": "refused", "message": "It is on its way."})
            self.book.note_shipment({**shipment, "cancelled": True})
            self.book.withdraw_messages(order_id)
        return Answer(200, {"status": "cancelled"})

    def _scenario_of(self, asked: Document) -> str | None:
        """Find the scenario that the order itself names, in an article or its own number."""
        lines: Any = asked.get("lines")
        skus = [line.get("sku") for line in lines or [] if isinstance(line, dict)]
        for word in (*skus, asked.get("external_id")):
            if isinstance(word, str) and (name := word.partition(_CHOICE)[2]) in SCENARIOS:
                return name
        return self.behaviour.scenario


def _result(shipment: Document) -> Document:
    return {"shipping_status": "PROCESSING", "tracking_number": shipment["tracking_number"]}
