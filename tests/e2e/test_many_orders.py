"""Many orders at once, by several clients: none lost, none shipped or told twice."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.ledger import all_parked, assert_balanced
from tests.e2e.waybill_system import System

ORDERS, CLIENTS = 200, 4


def test_two_hundred_orders_by_four_clients_are_all_shipped_once(
    system: System, capsys: pytest.CaptureFixture[str]
):
    parked_before = all_parked(system)
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        orders = list(clients.map(lambda _: system.placed(carrier="acme"), range(ORDERS)))
    accepted = time.monotonic()

    # One at a time: asking for all of them at once would be the greater part of the load.
    for order_id in orders:
        system.reaches(order_id, "shipped", within_s=300)
    elapsed = time.monotonic() - began

    with capsys.disabled():
        print(  # noqa: T201 - told, never asserted
            f"\n{ORDERS} orders accepted in {accepted - began:.1f} s"
            f" and shipped in {elapsed:.1f} s: {ORDERS / elapsed:.1f} a second"
        )
    assert_balanced(system, orders)
    assert all_parked(system) == parked_before
