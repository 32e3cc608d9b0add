"""The billed AWS operations of one order's life, and what a million of them cost."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.bill import Line, bill
from bench.life import live, system
from local.partners import CARRIERS

LIVES = 3
PRICES = json.loads(Path(__file__).with_name("prices.json").read_text())
# What our code, our clients and our partners ask of AWS; the rest AWS does around it.
CALLS = ("api_request", "read_unit", "write_unit", "secret_read", "mail")
# Everything in this service is about mail, and nothing anywhere else.
MAIL = "notifications"


def run(lives: int = LIVES) -> dict[str, Any]:
    """Let orders live one after another; medians over the lives, for each carrier and load."""
    found: dict[str, Any] = {}
    with system() as (endpoints, witness):
        for carrier, signs in CARRIERS.items():
            # The first order of all finds everything cold.
            live(endpoints, witness, carrier)
            seen = [live(endpoints, witness, carrier) for _ in range(lives)]
            way = "signed" if signs else "API destination"
            for load in ("alone", "busy"):
                bills = [bill(one, alone=load == "alone") for one in seen]
                found[f"{way}, {load}"] = _summary(bills)
    return {"prices_as_of": PRICES["as_of"], "region": PRICES["region"], "lives": found}


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
