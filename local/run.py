"""Everything up, a few real orders, the life of each, and all addresses; until Ctrl-C."""

import json
import sys
import time
import uuid
from typing import Any

import urllib3

from local.background import DidNotStart
from local.deploy import DeployFailed
from local.down import down
from local.endpoints import Endpoints
from local.partners import CARRIERS, urls
from local.place import the_place
from local.up import up

PATIENCE_S = 60
LOOK_EVERY_S = 0.3
ORDER = {
    "customer": {"name": "Ada Lovelace", "email": "ada@example.com", "locale": "en"},
    "ship_to": {
        "name": "Ada Lovelace",
        "line1": "12 St James's Square",
        "city": "London",
        "postal_code": "SW1Y 4JH",
        "country": "GB",
    },
    "lines": [{"sku": "BOOK-1", "description": "Notes", "quantity": 2, "unit_price": "19.90"}],
    "currency": "GBP",
}


def show(endpoints: Endpoints) -> None:
    """Place one order with each carrier and tell what becomes of it."""
    for carrier in CARRIERS:
        order = _call(endpoints, "POST", "/orders", {**ORDER, "carrier": carrier})
        print(f"\nOrder {order['order_id']} with {carrier}")
        _follow(endpoints, order["order_id"])


def _follow(endpoints: Endpoints, order_id: str) -> None:
    """Print each state and each event of the order as it comes, until it is delivered."""
    seen, deadline = 0, time.monotonic() + PATIENCE_S
    state = ""
    while state != "delivered" and time.monotonic() < deadline:
        state = _call(endpoints, "GET", f"/orders/{order_id}")["state"]
        events = _call(endpoints, "GET", f"/orders/{order_id}/events")["events"]
        for event in events[seen:]:
            metadata = event["metadata"]
            print(f"  {metadata['occurred_at']}  {event['detail_type']:<28} {metadata['actor']}")
        seen = len(events)
        time.sleep(LOOK_EVERY_S)


def _call(endpoints: Endpoints, method: str, path: str, body: Any = None) -> dict[str, Any]:
    answer = urllib3.request(
        method,
        endpoints["orders"] + path,
        json=body,
        headers={
            "x-api-key": endpoints["clients"]["demo"]["api_key"],
            "idempotency-key": str(uuid.uuid4()),
        },
        timeout=30,
    )
    if answer.status >= 400:
        sys.exit(f"{method} {path}: {answer.status} {answer.data.decode()}")
    return dict(json.loads(answer.data))


def main() -> None:
    """Run until Ctrl-C, then stop everything."""
    place = the_place()
    try:
        endpoints = up(place)
        show(endpoints)
        print(f"\nMails: {endpoints['mailbox']}")
        for name, url in urls(place).items():
            print(f"Page of {name}: {url}/")
        print(f"Addresses and keys: {place.endpoints_file}\nCtrl-C stops it all.")
        while True:
            time.sleep(3600)
    except (DidNotStart, DeployFailed) as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        print()
    finally:
        down(place)


if __name__ == "__main__":
    main()
