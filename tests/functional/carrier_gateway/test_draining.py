"""One drainer for each partner, its rate kept on the wire, nothing lost where drainers meet."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters.leases import LeasesTable
from chalicelib.carrier_gateway.application.breaker import Health
from tests.support.carrier import answer, hang_up, later
from tests.support.orders_said import ready

ORDERS = [str(uuid.UUID(int=number)) for number in range(1, 21)]
MINUTE = timedelta(minutes=1)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def leases(gateway) -> LeasesTable:
    return LeasesTable("leases")


def lasted(requests) -> float:
    """Return the seconds from the first to the last.

    Their distances say less: on a busy machine two that left in turn may arrive together.
    """
    sent = [request["at"] for request in requests]
    return max(sent) - min(sent)


def test_a_lease_has_one_holder(leases):
    at = now()
    hold = leases.take("acme", at, at + MINUTE)
    assert leases.take("acme", at, at + MINUTE) is None
    assert leases.take("globex", at, at + MINUTE).partner_id == "globex"
    assert not leases.release(hold), "somebody had come"
    assert leases.release(hold)
    assert leases.take("acme", at, at + MINUTE).holder != hold.holder


def test_a_lease_ends_by_itself_when_its_holder_dies(leases):
    at = now()
    dead = leases.take("acme", at, at + MINUTE)
    next_one = leases.take("acme", at + 1.1 * MINUTE, at + 2 * MINUTE)
    assert next_one is not None
    # The dead one lets go of nothing that is not its own.
    assert leases.release(dead)
    leases.abandon(dead)
    assert leases.take("acme", at + 1.2 * MINUTE, at + 2 * MINUTE) is None


def test_a_lease_that_nobody_let_go_tells_of_a_death_to_all_who_come_after(leases):
    at = datetime.now(UTC).replace(microsecond=0)
    first = leases.take("acme", at, at + MINUTE)
    assert first.died_at is None
    leases.abandon(first)
    assert leases.take("acme", at, at + MINUTE).died_at is None
    found = at + 2 * MINUTE
    after = leases.take("acme", found, found + MINUTE)
    assert after.died_at == found
    leases.abandon(after)
    assert leases.take("acme", found + MINUTE, found + 2 * MINUTE).died_at == found


def test_a_lease_remembers_when_the_next_call_may_go_and_how_the_partner_answers(leases):
    at = now()
    hold = leases.take("acme", at, at + MINUTE)
    assert hold.next_at == at
    leases.abandon(replace(hold, next_at=at + timedelta(seconds=0.5), health=Health(3, at)))
    again = leases.take("acme", at, at + MINUTE)
    assert abs(again.next_at - at - timedelta(seconds=0.5)) < timedelta(milliseconds=1)
    assert again.health == leases.health("acme") == Health(3, at)
    assert leases.health("globex") == Health()


def test_of_many_who_come_at_once_one_holds_and_knows_of_the_others(leases):
    start, at = threading.Barrier(8), now()

    def come(_):
        start.wait()
        return leases.take("acme", at, at + MINUTE)

    with ThreadPoolExecutor(8) as pool:
        holds = [hold for hold in pool.map(come, range(8)) if hold]
    assert len(holds) == 1
    assert not leases.release(holds[0])
    assert leases.release(holds[0])


def test_drainers_that_meet_make_every_call_once_and_keep_the_rate(gateway):
    gateway.registered(rate_per_second=5)
    gateway.carrier.manners = [later(0.05, answer(200, b"{}"))]
    with ThreadPoolExecutor(4) as pool:
        gateway.deliver(*map(ready, ORDERS[:10]))
        drains = [pool.submit(gateway.drain) for _ in range(2)]
        gateway.deliver(*map(ready, ORDERS[10:]))
        drains += [pool.submit(gateway.drain) for _ in range(2)]
        for drain in drains:
            drain.result()
    gateway.drain()
    called = [request["headers"]["idempotency-key"] for request in gateway.carrier.requests]
    assert sorted(called) == [f"{order_id}:ship" for order_id in ORDERS]
    assert lasted(gateway.carrier.requests) > 2.5, "twenty take four seconds, whoever drains"
    assert all(gateway.kinds(order)[-1] == "ShipmentAccepted" for order in ORDERS)


def test_the_rate_holds_from_one_drainer_to_the_next(gateway):
    gateway.registered(rate_per_second=1)
    for order_id in ORDERS[:4]:
        gateway.deliver(ready(order_id))
        gateway.drain()
    assert lasted(gateway.carrier.requests) > 2, "four take three seconds"


def test_slow_answers_are_waited_for_side_by_side(gateway):
    everybody = threading.Barrier(8)

    def once_all_have_asked(handler):
        everybody.wait(60)
        answer(200, b"{}")(handler)

    gateway.registered(rate_per_second=100, read_timeout_s=20)
    gateway.carrier.manners = [once_all_have_asked]
    gateway.deliver(*map(ready, ORDERS[:8]))
    gateway.drain()
    assert all(gateway.kinds(order)[-1] == "ShipmentAccepted" for order in ORDERS[:8])


def test_a_carrier_that_is_away_for_a_moment_costs_no_order(gateway):
    gateway.carrier.manners = [hang_up, answer(500), answer(200, b"<html>"), answer(200, b"{}")]
    gateway.deliver(*map(ready, ORDERS[:3]))
    gateway.drain()
    for order_id in ORDERS[:3]:
        assert gateway.kinds(order_id) == ["ShipmentRequested", "ShipmentAccepted"]
    assert len(gateway.carrier.requests) == 6


def test_a_crash_after_the_call_repeats_it_with_the_same_key(gateway, monkeypatch):
    gateway.deliver(ready())
    append = wiring.shipments().append

    def crash(*_, **__):
        raise SystemExit  # which no thread survives

    monkeypatch.setattr(wiring.shipments(), "append", crash)
    gateway.drain()
    monkeypatch.setattr(wiring.shipments(), "append", append)
    gateway.drain()
    keys = {request["headers"]["idempotency-key"] for request in gateway.carrier.requests}
    assert (len(gateway.carrier.requests), len(keys)) == (2, 1)
    assert gateway.kinds() == ["ShipmentRequested", "ShipmentAccepted"]


def test_a_crash_after_the_answer_was_stored_only_settles(gateway, monkeypatch):
    gateway.deliver(ready())
    store = wiring.service().store
    settle = store.settle

    def crash(_):
        raise ConnectionError

    monkeypatch.setattr(store, "settle", crash)
    with pytest.raises(ExceptionGroup):
        gateway.drain()
    monkeypatch.setattr(store, "settle", settle)
    later_on = now() + 2 * MINUTE
    (waiting,) = store.due("calls:acme", later_on, 9)
    store.postpone(waiting, now())
    gateway.drain()
    assert len(gateway.carrier.requests) == 1
    assert store.due("calls:acme", later_on, 9) == []
    assert gateway.kinds() == ["ShipmentRequested", "ShipmentAccepted"]
