"""What `POST /orders` costs beside a bare handler that does the same put and checks nothing."""

import json
import statistics
import urllib.request
from contextlib import closing

from bench import folders
from bench.alone import Worker, stub
from bench.order import placing

ROUNDS = 61
ORDERS = 25


class NotOnePut(Exception):
    """A handler stores an order by more or less than one put, so the two cannot be compared."""


def run(rounds: int = ROUNDS) -> dict[str, float]:
    """Measure both in turns; CPU in microseconds for one order, ratio as the median of rounds."""
    event = json.dumps(placing(""))
    with stub() as port:
        ours = Worker(folders.waybill("orders"), "app", "app", port, event)
        bare = Worker(folders.peer(), "bare", "handler", port, event)
        with closing(ours), closing(bare):
            sizes = [_put_bytes(worker, port) for worker in (ours, bare)]
            took = [(ours.place(ORDERS), bare.place(ORDERS)) for _ in range(rounds)]
    return {
        "orders_us": statistics.median(one for one, _ in took),
        "bare_us": statistics.median(other for _, other in took),
        "ratio": statistics.median(one / other for one, other in took),
        "orders_put_bytes": sizes[0],
        "bare_put_bytes": sizes[1],
    }


def _put_bytes(worker: Worker, port: int) -> int:
    """Warm a worker up, and return how large its puts are; it must make one for each order."""
    before = _tally(port)
    worker.place(ORDERS)
    after = _tally(port)
    if after["puts"] - before["puts"] != ORDERS:
        raise NotOnePut(f"{after['puts'] - before['puts']} puts for {ORDERS} orders")
    return (after["bytes"] - before["bytes"]) // ORDERS


def _tally(port: int) -> dict[str, int]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}") as answer:
        return dict(json.load(answer))
