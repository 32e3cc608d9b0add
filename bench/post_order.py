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


def body_bytes(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}") as answer:
        return int(json.load(answer)["bytes"])


def run(rounds: int = ROUNDS) -> dict[str, float]:
    """Measure both in turns; CPU in microseconds for one order, ratio as the median of rounds."""
    event = json.dumps(placing(""))
    with stub() as port:
        ours = Worker(folders.waybill("orders"), "app", "app", port, event)
        bare = Worker(folders.peer(), "bare", "handler", port, event)
        with closing(ours), closing(bare):
            sizes = [0, 0]
            for i, worker in enumerate((ours, bare)):
                before = body_bytes(port)
                worker.place(ORDERS)
                sizes[i] = (body_bytes(port) - before) // ORDERS
            took = [(ours.place(ORDERS), bare.place(ORDERS)) for _ in range(rounds)]
    return {
        "orders_us": statistics.median(one for one, _ in took),
        "bare_us": statistics.median(other for _, other in took),
        "ratio": statistics.median(one / other for one, other in took),
        "orders_put_bytes": sizes[0],
        "bare_put_bytes": sizes[1],
    }


if __name__ == "__main__":
    print(run())
