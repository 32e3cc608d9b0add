"""Orders that live from placed to delivered on a local system of their own, under a witness."""

import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3

from bench.order import ORDER
from bench.partner import scan_of, signed
from local import engine_program
from local.down import down
from local.endpoints import Endpoints
from local.place import Place
from local.up import up
from tools.services import BUILD

PATIENCE_S = 90
# How long nothing must happen until a life is over; a simulated carrier takes half a second.
STILL_S = 3.0
Seen = dict[str, Any]


class NotDelivered(Exception):
    """An order did not come to its end in time."""


class NotWitnessed(Exception):
    """Calls are missing from what was seen, so that a bill of it would be too low."""


@contextmanager
def system() -> Iterator["System"]:
    """Bring up a fresh system under a witness."""
    place = Place(BUILD / "bench/system", int(os.environ.get("WAYBILL_BENCH_PORT", "4650")))
    down(place)
    shutil.rmtree(place.state, ignore_errors=True)
    witness = place.state / "witness.jsonl"
    place.state.mkdir(parents=True)
    witness.touch()
    os.environ["WAYBILL_WITNESS"] = str(witness)
    try:
        engine_program.start(place, module="bench.witness")
        yield System(up(place), witness)
    finally:
        down(place)


class System:
    """A system at work, and the file in which its witness tells what it sees."""

    def __init__(self, endpoints: Endpoints, witness: Path) -> None:
        self._endpoints = endpoints
        self._witness = witness

    def live(self, carrier: str, channel: str) -> list[Seen]:
        """Let one order live alone, and return what was seen of it, clocks left out."""
        _call("PUT", self._endpoints["partners"][carrier]["url"] + "/control", SOON)
        return self._watch(lambda: self._place(carrier, channel), "order.delivered.v1")

    def _place(self, carrier: str, channel: str) -> None:
        headers = {
            "x-api-key": self._endpoints["clients"]["demo"]["api_key"],
            "idempotency-key": str(uuid.uuid4()),
        }
        order = {**ORDER, "carrier": carrier, "channel": channel}
        _call("POST", self._endpoints["orders"] + "/orders", order, headers)

    def scan(self, carrier: str, order_id: str) -> list[Seen]:
        """Let a carrier tell of one scan by webhook, and return what was seen of it."""
        known = self._endpoints["partners"][carrier]
        body, headers = signed(scan_of(order_id=order_id), known["secret"])
        url = f"{self._endpoints['carrier_gateway']}/webhooks/{carrier}"
        headers = {**headers, "x-api-key": known["api_key"]}
        return self._watch(lambda: _call("POST", url, body, headers), "carrier.tracking_updated.v1")

    def _watch(self, act: Callable[[], None], ends_with: str) -> list[Seen]:
        """Return what was seen since `act`, once that event was said and nothing follows."""
        before = len(self._witness.read_text().splitlines())
        act()
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            seen = _seen(self._witness, before)
            time.sleep(STILL_S)
            if seen == _seen(self._witness, before) and ends_with in said(seen):
                return complete(seen)
        raise NotDelivered(str(said(_seen(self._witness, before))))


SOON = {"confirm_after_s": 0.5, "deliver_after_s": 0.5}


def said(seen: list[Seen]) -> list[str]:
    """Return the detail-types of the events that were put on the bus."""
    return [entry["DetailType"] for entry in _entries(seen)]


def order_in(seen: list[Seen]) -> str:
    """Return the order whose life was seen."""
    return str(json.loads(_entries(seen)[0]["Detail"])["metadata"]["correlation_id"])


def _entries(seen: list[Seen]) -> list[Seen]:
    puts = (one for one in seen if one.get("operation") == "AWSEvents.PutEvents")
    return [entry for put in puts for entry in put["asked"]["Entries"]]


def _seen(witness: Path, before: int) -> list[Seen]:
    """Return what was seen since, without what a clock starts whether or not there are orders."""
    seen = [json.loads(line) for line in witness.read_text().splitlines()[before:]]
    ticks = {one["run"] for one in seen if one["what"] == "run" and one["cause"] == "tick"}
    return [one for one in seen if one.get("run") is None or one["run"] not in ticks]


def complete(seen: list[Seen]) -> list[Seen]:
    """Return what was seen.

    Every run that answers a request must have called for something, and every execution of a
    state machine must have ended.
    """
    calls = [one for one in seen if one["what"] == "call"]
    callers = {call["run"] for call in calls}
    for run in (one for one in seen if one.get("cause") == "request"):
        if run["run"] not in callers:
            raise NotWitnessed(f"{run['function']} seems to have called nothing")
    started = {call["answer"].get("executionArn") for call in calls if "Start" in call["operation"]}
    if waiting := started - {None} - {one.get("execution") for one in seen}:
        raise NotWitnessed(f"not ended: {', '.join(waiting)}")
    return seen


def _call(method: str, url: str, body: Any, headers: Mapping[str, str] | None = None) -> None:
    content = body if isinstance(body, str) else json.dumps(body)
    said = {"content-type": "application/json", **(headers or {})}
    answer = urllib3.request(method, url, body=content, headers=said, timeout=30)
    if answer.status >= 400:
        raise NotDelivered(f"{method} {url}: {answer.status} {answer.data.decode()}")
