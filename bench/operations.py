"""The billed AWS operations of one order's life, and what a million of them cost."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from bench.bill import Line, bill, transitions
from bench.life import Seen, order_in, system

LIVES = 3
# Of each way that an order may go: its carrier and its channel.
WAYS = {
    "signed": ("acme", "web"),
    "API destination": ("globex", "web"),
    "signed, all stages": ("acme", "full"),
}
PRICES = json.loads(Path(__file__).with_name("prices.json").read_text())
# What our code, our clients and our partners ask of AWS; the rest AWS does around it.
CALLS = (
    "api_request",
    "read_unit",
    "write_unit",
    "secret_read",
    "object_read",
    "object_write",
    "mail",
)
# Everything in this service is about mail, and nothing anywhere else.
MAIL = "notifications"


def run(lives: int = LIVES) -> dict[str, Any]:
    """Let orders live one after another, and scans be told; medians, for each way and load."""
    with system() as running:
        seen = {
            way: _some(partial(running.live, carrier, channel), lives)
            for way, (carrier, channel) in WAYS.items()
        }
        delivered = order_in(seen["signed"][0])
        scans = _some(partial(running.scan, "acme", delivered), lives)
    return {
        "prices_as_of": PRICES["as_of"],
        "region": PRICES["region"],
        "lives": _bills(seen),
        "webhooks": _bills({"one scan": scans}),
        "conversations": {way: conversations(all_seen) for way, all_seen in seen.items()},
    }


def _some(watch: Callable[[], list[Seen]], number: int) -> list[list[Seen]]:
    """Watch so many times; the first time of all finds everything cold, and does not count."""
    watch()
    return [watch() for _ in range(number)]


def _bills(seen: Mapping[str, list[list[Seen]]]) -> dict[str, Any]:
    return {
        f"{name}, {load}": _summary([bill(one, alone=load == "alone") for one in times])
        for name, times in seen.items()
        for load in ("alone", "busy")
    }


def conversations(lives: Iterable[Iterable[Seen]]) -> dict[str, int]:
    """Count the conversations of an order, and the most state transitions that one of them took."""
    counts = [
        [transitions(one) for one in seen if one.get("machine", "").endswith("-conversation")]
        for seen in lives
    ]
    return {
        "conversations": max(map(len, counts)),
        "most_transitions": max(max(each, default=0) for each in counts),
    }


def _summary(bills: list[list[Line]]) -> dict[str, Any]:
    """Sum each bill up, and take the one in the middle."""
    middle = sorted(bills, key=lambda lines: sum(line.operations for line in lines))[
        len(bills) // 2
    ]
    without = [line for line in middle if line.service != MAIL]
    return {
        "with_mail": totals(middle),
        "without_mail": totals(without),
        "operations_by_kind": _by_kind(without, "operations"),
        "amounts_by_kind": _by_kind(without, "amount"),
    }


def totals(lines: Iterable[Line]) -> dict[str, float]:
    """Sum up operations for one order, and dollars for a million."""
    lines = list(lines)
    return {
        "calls": sum(
            line.operations for line in lines if line.kind in CALLS or line.what == "SendMessage"
        ),
        "operations": round(sum(line.operations for line in lines), 1),
        "usd_per_million": round(sum(dollars(line) for line in lines) * 1e6, 2),
    }


def dollars(line: Line) -> float:
    """Price one line."""
    price = PRICES["prices"][line.kind]
    return float(line.amount * price["price"] / price["per"])


def _by_kind(lines: Iterable[Line], field: str) -> dict[str, float]:
    sums: dict[str, float] = {}
    for line in lines:
        sums[line.kind] = sums.get(line.kind, 0) + getattr(line, field)
    return {kind: round(value, 3) for kind, value in sums.items() if value}
