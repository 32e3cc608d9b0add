"""Three carriers at once, one dead, one slow, one hostile: no order fails, nothing ships twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from tests.e2e.guest_carriers import Guest, guest
from tests.e2e.ledger import all_parked, dead_letters
from tests.e2e.waybill_system import System

ORDERS_EACH = 100
TRIP = 5
RATE = 20
HOSTILITY = {
    "error": 0.2,
    "rate_limited": 0.15,
    "garbage": 0.1,
    "reset": 0.1,
    "lost": 0.1,
}


def test_an_outage_costs_no_order_and_needs_no_hands(local_system: System):
    system = local_system
    parked_before = all_parked(system)
    with ExitStack() as stack:
        dead, slow, hostile = (
            stack.enter_context(guest(system, name, rate_per_second=RATE))
            for name in ("outage-dead", "outage-slow", "outage-hostile")
        )
        dead.behave(mode="down", confirm_after_s=0.2, deliver_after_s=None)
        slow.behave(mode="slow", delay_s=2, confirm_after_s=0.2, deliver_after_s=None)
        hostile.behave(modes=HOSTILITY, seed=7, confirm_after_s=0.2, deliver_after_s=None)
        orders = {one.name: _placed(system, one) for one in (dead, slow, hostile)}

        for order_id in orders[slow.name]:
            system.reaches(order_id, "shipped", within_s=600)
        for order_id in orders[dead.name]:
            assert system.order(order_id)["state"] == "pending"
        system.until(lambda: dead.entry()["calls"]["waiting"] == ORDERS_EACH, what=dead.entry)
        assert dead.entry()["outage"]["failures"] >= TRIP

        for one in (dead, hostile):
            one.behave(mode="accept", modes={})
        for one in (dead, slow, hostile):
            for order_id in orders[one.name]:
                system.reaches(order_id, "shipped", within_s=600)
            assert Counter(s["order_id"] for s in one.shipments()) == Counter(orders[one.name])
            assert one.busiest_second() <= RATE
        # A parcel may be on its way before the answer that took it is written down.
        system.until(lambda: dead.entry()["calls"] == {"waiting": 0}, what=dead.entry)
        assert "outage" not in dead.entry()
    assert dead_letters(system) == {}
    assert all_parked(system) == parked_before


def _placed(system: System, carrier: Guest) -> list[str]:
    with ThreadPoolExecutor(4) as clients:
        return list(clients.map(lambda _: system.placed(carrier=carrier.name), range(ORDERS_EACH)))
