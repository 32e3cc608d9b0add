"""Orders that live from placed to delivered on a local system of their own, under a witness."""

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3

from bench.order import ORDER
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
def system() -> Iterator[tuple[Endpoints, Path]]:
    """Bring up a fresh system; its addresses, and the file of the witness."""
    place = Place(BUILD / "bench/system", int(os.environ.get("WAYBILL_BENCH_PORT", "4650")))
    down(place)
    shutil.rmtree(place.state, ignore_errors=True)
    witness = place.state / "witness.jsonl"
    place.state.mkdir(parents=True)
    witness.touch()
    os.environ["WAYBILL_WITNESS"] = str(witness)
    try:
        engine_program.start(place, module="bench.witness")
        yield up(place), witness
    finally:
        down(place)


def live(endpoints: Endpoints, witness: Path, carrier: str) -> list[Seen]:
    """Let one order live alone, and return what was seen of it, clocks left out."""
    _call("PUT", endpoints["partners"][carrier]["url"] + "/control", SOON)
    before = len(witness.read_text().splitlines())
    headers = {
        "x-api-key": endpoints["clients"]["demo"]["api_key"],
        "idempotency-key": str(uuid.uuid4()),
    }
    _call("POST", endpoints["orders"] + "/orders", {**ORDER, "carrier": carrier}, headers)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        seen = _seen(witness, before)
        time.sleep(STILL_S)
        if seen == _seen(witness, before) and "order.delivered.v1" in said(seen):
            return _complete(seen)
    raise NotDelivered(str(said(_seen(witness, before))))


SOON = {"confirm_after_s": 0.5, "deliver_after_s": 0.5}


def said(seen: list[Seen]) -> list[str]:
    """Return the detail-types of the events that were put on the bus."""
    puts = (one for one in seen if one.get("operation") == "AWSEvents.PutEvents")
    return [entry["DetailType"] for put in puts for entry in put["asked"]["Entries"]]


def _seen(witness: Path, before: int) -> list[Seen]:
    """Return what was seen since, without what a clock starts whether or not there are orders."""
    seen = [json.loads(line) for line in witness.read_text().splitlines()[before:]]
    ticks = {one["run"] for one in seen if one["what"] == "run" and one["cause"] == "tick"}
    return [one for one in seen if one.get("run") is None or one["run"] not in ticks]


def _complete(seen: list[Seen]) -> list[Seen]:
    """Return what was seen; every run that answers a request must have called for something."""
    callers = {one["run"] for one in seen if one["what"] == "call"}
    for run in (one for one in seen if one.get("cause") == "request"):
        if run["run"] not in callers:
            raise NotWitnessed(f"{run['function']} seems to have called nothing")
    return seen


def _call(method: str, url: str, body: Any, headers: dict[str, str] | None = None) -> None:
    answer = urllib3.request(method, url, json=body, headers=headers, timeout=30)
    if answer.status >= 400:
        raise NotDelivered(f"{method} {url}: {answer.status} {answer.data.decode()}")
