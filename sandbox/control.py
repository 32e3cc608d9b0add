"""What people and tests do to a partner: look at it, turn its dials, move its clock and parcels."""

import re
import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sandbox import reading
from sandbox.behaviour import MODES, UnknownBehaviour
from sandbox.carrier import Carrier
from sandbox.clock import NoSuchTime
from sandbox.connection import NoConnection, named
from sandbox.messages import Answer, Document
from sandbox.moments import instant, written_out
from sandbox.partner import Partner
from sandbox.reading import Refused
from sandbox.scenarios import SCENARIOS

_SHIPMENT = re.compile(r"/shipments/([^/]{1,200})")
_SCANS = re.compile(r"/shipments/([^/]{1,200})/scans")
FORWARD = ("seconds", "hours", "to_next")

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


class NoShipment(Refused):
    """There is none of this order."""


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
            "/messages": lambda: {"messages": [*map(written_out, partner.book.messages())]},
            "/exchanges": lambda: {"exchanges": partner.exchanges.newest_first()},
            "/scenarios": lambda: {"scenarios": {n: asdict(s) for n, s in SCENARIOS.items()}},
            "/modes": lambda: {"modes": MODES},
        }

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """Do what is asked; what cannot be done is a 400, or a 404, that says why."""
        try:
            return self._answer(method, path, body)
        except NoShipment as error:
            return Answer(404, {"error": str(error)})
        except (Refused, UnknownBehaviour, NoSuchTime, NoConnection) as error:
            return Answer(400, {"error": str(error)})

    def _answer(self, method: str, path: str, body: bytes) -> Answer:
        match method, path:
            case "GET", _:
                look = self._looks.get(path)
                return Answer(200, look()) if look else Answer(404, {"error": "no such path"})
            case "PUT", "/control":
                return Answer(200, self.behave(reading.an_object(body)))
            case "DELETE", "/control":
                self._partner.forget()
                return Answer(200)
            case "PUT", "/clock":
                return Answer(200, self.set_clock(reading.an_object(body, "speed", "paused")))
            case "POST", "/clock/advance":
                return Answer(200, self.advance(reading.an_object(body, *FORWARD)))
            case _:
                return self._shipments(method, path, body)

    def _shipments(self, method: str, path: str, body: bytes) -> Answer:
        if (method, path) == ("POST", "/shipments"):
            return Answer(201, self.take_parcel(reading.an_object(body, "order_id", "scenario")))
        if method == "PUT" and (found := _SHIPMENT.fullmatch(path)):
            wanted = reading.an_object(body, "scenario")
            if not wanted:
                raise Refused("give a scenario")
            return Answer(200, self.choose(found[1], wanted["scenario"]))
        if method == "POST" and (found := _SCANS.fullmatch(path)):
            self.scan(found[1], reading.an_object(body, *reading.SCAN_FIELDS))
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
        """Let the clock run as `wanted` says by `speed` and `paused`."""
        speed = reading.number(wanted["speed"]) if "speed" in wanted else None
        paused = reading.boolean("paused", wanted["paused"]) if "paused" in wanted else None
        self._partner.clock.set(speed=speed, paused=paused)
        return self._clock()

    def advance(self, wanted: Document) -> Document:
        """Put the clock forward by `seconds` and `hours`, or to what is told next."""
        due = [message["due"] for message in self._partner.book.next_messages()]
        until_next = max(0.0, min(due, default=0) - self._partner.clock.now())
        self._partner.clock.advance(reading.seconds(wanted, until_next))
        return self._clock()

    def take_parcel(self, wanted: Document) -> Document:
        named = reading.order_id(wanted["order_id"]) if "order_id" in wanted else str(uuid.uuid4())
        return self._carrier().take_by_hand(named, reading.scenario(wanted.get("scenario")))

    def choose(self, about: str, wanted: Any) -> Document:
        shipment = self._shipment(about)
        self._carrier().go_by(shipment, reading.scenario(wanted))
        return shipment

    def scan(self, about: str, given: Document) -> None:
        """Have one scan told now."""
        self._carrier().scan(self._shipment(about), reading.scan(given))

    def _shipment(self, about: str) -> Document:
        shipment = self._carrier().book.shipment(about)
        if shipment is None:
            raise NoShipment("there is no such shipment")
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
