"""What requests cost beside bare handlers that make the same calls of AWS and check nothing."""

import json
import statistics
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from bench import folders, partner, stored
from bench.alone import Worker, environment, stub
from bench.order import placing

ROUNDS = 61
REQUESTS = 25

Event = dict[str, Any]


class NotAlike(Exception):
    """Two handlers ask AWS for different things, so they cannot be compared."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: who takes it, the peer's module that does, and what AWS answers both."""

    service: str
    bare: str
    ask: Callable[[], Event]
    answers: Mapping[str, str] = field(default_factory=dict)

    def some(self) -> list[Event]:
        """Make new requests of this kind."""
        return [self.ask() for _ in range(REQUESTS)]


KINDS = {
    "POST /orders": Kind("orders", "bare_order", lambda: placing(str(uuid.uuid4()))),
    "POST /callbacks": Kind(
        "carrier-gateway", "bare_callback", partner.calling_back, stored.KNOWN_CONVERSATION
    ),
    "POST /webhooks/{partner}": Kind(
        "carrier-gateway", "bare_webhook", partner.telling, stored.NEW_WEBHOOK
    ),
}


def run(rounds: int = ROUNDS) -> dict[str, Any]:
    """Measure every kind; CPU in microseconds for one request."""
    return {name: measured(kind, rounds) for name, kind in KINDS.items()}


def measured(kind: Kind, rounds: int) -> dict[str, Any]:
    """Measure ours and the bare handler in turns; the ratio is the median of the rounds'."""
    with stub(kind.answers) as port:
        aws = environment(port, kind.service)
        ours = Worker(folders.waybill(kind.service), "app", "app", aws)
        bare = Worker(folders.peer(), kind.bare, "handler", aws)
        with closing(ours), closing(bare):
            (calls, size), (bare_calls, bare_size) = (_sent(w, kind, port) for w in (ours, bare))
            if calls != bare_calls:
                raise NotAlike(f"{calls}, but the bare handler {bare_calls}")
            took = [(ours.answer(kind.some()), bare.answer(kind.some())) for _ in range(rounds)]
    return {
        "us": statistics.median(one for one, _ in took),
        "bare_us": statistics.median(other for _, other in took),
        "ratio": statistics.median(one / other for one, other in took),
        "calls": calls,
        "bytes": size,
        "bare_bytes": bare_size,
    }


def _sent(worker: Worker, kind: Kind, port: int) -> tuple[dict[str, float], int]:
    """Warm a worker up, and return what each request has it ask of AWS: calls, and bytes in all."""
    worker.answer(kind.some())
    before, bytes_before = _tally(port)
    worker.answer(kind.some())
    after, bytes_after = _tally(port)
    calls = {name: count / REQUESTS for name, count in (after - before).items()}
    return calls, (bytes_after - bytes_before) // REQUESTS


def _tally(port: int) -> tuple[Counter[str], int]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}") as answer:
        found = json.load(answer)
    return Counter(found["calls"]), found["bytes"]
