"""What people and tests do to a partner: look at it, turn its dials, move its clock and parcels."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sandbox.behaviour import MODES, UnknownBehaviour
from sandbox.carrier import Carrier
from sandbox.clock import NoSuchTime
from sandbox.connection import NoConnection, named
from sandbox.messages import Answer, Document
from sandbox.moments import instant
from sandbox.partner import Partner
from sandbox.scenarios import SCENARIOS, STATUSES

_SHIPMENT = re.compile(r"/shipments/([^/]{1,200})")
_SCANS = re.compile(r"/shipments/([^/]{1,200})/scans")
LONGEST_ID = 128
SCAN_FIELDS = ("status", "reason", "location", "description", "occurred_at")


PATHS = (
    ("GET, PUT", "/control", "the dials, as {name: value}; PUT keeps those that it does not name"),
    ("DELETE", "/control", "forget everything: book, log, clock, dials and connection"),
    ("GET, PUT", "/clock", "{speed, paused}"),
    ("POST", "/clock/advance", "put it forward: {seconds} or {hours} or {to_next: true}"),
    ("GET, POST", "/shipments", "parcels; POST takes one by hand: {order_id?, scenario?}"),
    ("PUT", "/shipments/{order_id}", "{scenario}: let its story begin anew"),
    ("POST", "/shipments/{order_id}/scans", "tell a scan now: {status, reason?, location?, ...}"),
    ("GET", "/requests", "what it was asked, the oldest first, with all headers"),
    ("GET", "/exchanges", "what was said, both ways, the newest first"),
    ("GET", "/messages", "what it has told, and has still to tell"),
    ("GET", "/documents", "tax documents that were issued; /documents/{number}.pdf is one"),
    ("GET", "/scenarios", "what may become of a parcel"),
    ("GET", "/modes", "how it may meet a request"),
)


class Refused(ValueError):
    """The control cannot do this; the message says why."""


class Control:
    """The JSON side of it; sandbox/README.md has examples."""

    def __init__(self, partner: Partner) -> None:
        self._partner = partner
        self._looks: dict[str, Callable[[], Document]] = {
            "/control": self._dials,
            "/clock": self._clock,
            "/requests": lambda: {"requests": partner.book.requests()},
            "/shipments": lambda: {"shipments": partner.book.shipments()},
            "/documents": lambda: {"documents": partner.book.documents()},
            "/messages": lambda: {"messages": partner.book.messages()},
            "/exchanges": lambda: {"exchanges": partner.exchanges.newest_first()},
            "/scenarios": lambda: {"scenarios": {n: asdict(s) for n, s in SCENARIOS.items()}},
            "/modes": lambda: {"modes": MODES},
        }

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """Do what is asked; what cannot be done is a 400 that says why."""
        try:
            return self._answer(method, path, body)
        except (Refused, UnknownBehaviour, NoSuchTime, NoConnection) as error:
            return Answer(400, {"error": str(error)})

    def _answer(self, method: str, path: str, body: bytes) -> Answer:
        match method, path:
            case "GET", _:
                look = self._looks.get(path)
                return Answer(200, look()) if look else Answer(404, {"error": "no such path"})
            case "PUT", "/control":
                return Answer(200, self.behave(_object(body)))
            case "DELETE", "/control":
                self._partner.forget()
                return Answer(200)
            case "PUT", "/clock":
                return Answer(200, self.set_clock(_object(body)))
            case "POST", "/clock/advance":
                return Answer(200, self.advance(_object(body)))
            case _:
                return self._shipments(method, path, body)

    def _shipments(self, method: str, path: str, body: bytes) -> Answer:
        if (method, path) == ("POST", "/shipments"):
            return Answer(201, self.take_parcel(_object(body)))
        if method == "PUT" and (found := _SHIPMENT.fullmatch(path)):
            return Answer(200, self.choose(found[1], _object(body).get("scenario")))
        if method == "POST" and (found := _SCANS.fullmatch(path)):
            self.scan(found[1], _object(body))
            return Answer(202, {"status": "to be told"})
        return Answer(404, {"error": "no such path"})

    def behave(self, wanted: Document) -> Document:
        """Turn the dials that `wanted` names, and what it names of the connection."""
        dials = {name: value for name, value in wanted.items() if name != "connection"}
        connection = named(wanted.get("connection", {}))
        self._partner.behave(dials)
        self._partner.connect(connection)
        return self._dials()

    def set_clock(self, wanted: Document) -> Document:
        if unknown := set(wanted) - {"speed", "paused"}:
            raise Refused(f"unknown: {', '.join(sorted(unknown))}")
        speed, paused = wanted.get("speed"), wanted.get("paused")
        if not isinstance(paused, bool | None):
            raise Refused("paused is true or false")
        self._partner.clock.set(speed=None if speed is None else _number(speed), paused=paused)
        return self._clock()

    def advance(self, wanted: Document) -> Document:
        """Put the clock forward by `seconds` and `hours`, or to what is told next."""
        if wanted.get("to_next"):
            due = [message["due"] for message in self._partner.book.next_messages()]
            seconds = max(0.0, min(due, default=0) - self._partner.clock.now())
        else:
            seconds = _number(wanted.get("seconds", 0)) + 3600 * _number(wanted.get("hours", 0))
        self._partner.clock.advance(seconds)
        return self._clock()

    def take_parcel(self, wanted: Document) -> Document:
        order_id = wanted.get("order_id") or str(uuid.uuid4())
        if not isinstance(order_id, str) or not 0 < len(order_id) <= LONGEST_ID:
            raise Refused("order_id is text")
        return self._carrier().take_by_hand(order_id, _scenario(wanted.get("scenario")))

    def choose(self, order_id: str, scenario: Any) -> Document:
        shipment = self._shipment(order_id)
        self._carrier().go_by(shipment, _scenario(scenario))
        return shipment

    def scan(self, order_id: str, scan: Document) -> None:
        """Have one scan told now."""
        given = {name: value for name, value in scan.items() if name in SCAN_FIELDS and value}
        if given.get("status") not in STATUSES:
            raise Refused(f"status is one of {', '.join(STATUSES)}")
        self._carrier().scan(self._shipment(order_id), given)

    def _shipment(self, order_id: str) -> Document:
        shipment = self._partner.book.shipment(order_id)
        if shipment is None:
            raise Refused("there is no such shipment")
        return shipment

    def _carrier(self) -> Carrier:
        if not isinstance(self._partner, Carrier):
            raise Refused("only a carrier has parcels")
        return self._partner

    def _dials(self) -> Document:
        partner = self._partner
        return {**asdict(partner.behaviour), "connection": partner.connection.shown()}

    def _clock(self) -> Document:
        clock = self._partner.clock
        return {"now": instant(clock.now()), "speed": clock.speed, "paused": clock.paused}


def _object(body: bytes) -> Document:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("send a JSON object") from None
    if not isinstance(found, dict):
        raise Refused("send a JSON object")
    return found


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused("a number is needed")
    return float(value)


def _scenario(name: Any) -> str | None:
    if name is not None and (not isinstance(name, str) or name not in SCENARIOS):
        raise Refused(f"scenario is one of {', '.join(SCENARIOS)}")
    return name
