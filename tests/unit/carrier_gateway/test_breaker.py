"""A partner that fails again and again is left in peace, tried once, and caught up with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from chalicelib.carrier_gateway.application.breaker import (
    FIRST_REST_S,
    IN_FLIGHT,
    LONGEST_REST_S,
    TRIP,
    Breaker,
    Health,
)
from chalicelib.carrier_gateway.application.calls import NoReply, Reply
from tests.support.conversations import ACME, NOON, World

DOWN = NoReply("Nobody there.")
ORDERS = [str(UUID(int=number)) for number in range(1, 31)]


@pytest.fixture
def world() -> World:
    world = World()
    world.partners["acme"] = replace(ACME, rate_per_second=300)
    return world


def failing(times: int, breaker: Breaker | None = None) -> Breaker:
    breaker = breaker or Breaker(Health(), lambda: 1.0)
    for _ in range(times):
        breaker.failed(NOON, "Nobody there.", None)
    return breaker


def outages(world: World) -> list[str]:
    return [type(event).__name__ for event in world.all.read("outage:acme").events]


@contextmanager
def no_outages_stored(world: World) -> Iterator[None]:
    def broken(*_: object, **__: object) -> None:
        raise ConnectionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.drainer.outages.store, "append", broken)
        yield


def test_a_few_failures_hold_nothing_up():
    breaker = failing(TRIP - 1)
    assert not breaker.health.holds(NOON)
    assert breaker.health == Health(TRIP - 1, NOON, "Nobody there.")


def test_each_failure_narrows_what_is_in_flight_so_that_few_are_lost_before_it_opens():
    assert [failing(number).width for number in range(TRIP)] == [8, 7, 6, 5, 4]
    assert failing(TRIP).width == 1


def test_failures_in_a_row_open_it_for_a_while():
    breaker = failing(TRIP)
    assert breaker.health.holds(NOON)
    assert breaker.health.until == NOON + timedelta(seconds=FIRST_REST_S)
    assert not breaker.health.holds(NOON + timedelta(seconds=FIRST_REST_S))


def test_calls_that_were_in_flight_as_it_opened_prolong_nothing():
    opened = failing(TRIP).health
    breaker = failing(3, Breaker(opened, lambda: 1.0))
    assert (breaker.health.until, breaker.health.rests) == (opened.until, 1)
    assert breaker.health.failures == TRIP + 3


def test_a_trial_that_fails_doubles_the_rest_up_to_a_limit():
    breaker, now, rests = failing(TRIP), NOON, []
    for _ in range(8):
        assert breaker.health.until
        rests.append((breaker.health.until - now).total_seconds())
        now = breaker.health.until
        breaker.failed(now, "Nobody there.", None)
    assert rests == [10, 20, 40, 80, 160, 300, 300, 300]
    assert breaker.health.since == NOON


def test_chance_spreads_a_rest_over_its_upper_half():
    breaker = Breaker(Health(TRIP - 1, NOON), lambda: 0.0)
    breaker.failed(NOON, "Nobody there.", None)
    assert breaker.health.until == NOON + timedelta(seconds=FIRST_REST_S / 2)


@pytest.mark.parametrize(("asked", "rest"), [(60, 60), (1, 10), (10**9, LONGEST_REST_S)])
def test_a_partner_that_asks_for_a_longer_rest_gets_it_within_limits(asked, rest):
    breaker = failing(TRIP - 1)
    breaker.failed(NOON, "Too many.", asked)
    assert breaker.health.until == NOON + timedelta(seconds=rest)


def test_one_answer_closes_it_whatever_it_was():
    breaker = failing(TRIP + 2)
    breaker.worked()
    assert breaker.health == Health()
    assert breaker.width == IN_FLIGHT


def test_a_dead_partner_costs_few_calls_and_every_order_waits(world):
    world.carriers.replies = [DOWN]
    for order_id in ORDERS:
        world.request(order_id)
    assert world.drain()
    assert len(world.carriers.calls) <= 10
    assert world.again == world.leases.health.until
    assert {tuple(world.kinds(order_id)) for order_id in ORDERS} == {("ShipmentRequested",)}
    assert len(world.due()) == len(ORDERS)


def test_while_it_rests_nobody_calls_and_nobody_is_sent_for_again(world):
    world.carriers.replies = [DOWN]
    for order_id in ORDERS:
        world.request(order_id)
    world.drain()
    made = len(world.carriers.calls)
    assert world.drain()
    assert world.again is None
    assert len(world.carriers.calls) == made
    assert not world.leases.held


def test_after_a_rest_one_call_is_made_and_a_failure_is_an_outage(world):
    world.carriers.replies = [DOWN]
    for order_id in ORDERS:
        world.request(order_id)
    world.drain()
    assert outages(world) == []
    made = len(world.carriers.calls)
    world.time.at = world.again
    world.drain()
    assert len(world.carriers.calls) == made + 1
    assert outages(world) == ["OutageBegan"]
    (began,) = world.all.read("outage:acme").events
    assert (began.partner, began.failures, began.cause) == ("acme", made + 1, "Nobody there.")
    assert NOON <= began.since < NOON + timedelta(seconds=1)


def test_a_partner_that_is_back_is_caught_up_with_and_nothing_failed(world):
    world.carriers.replies = [DOWN]
    for order_id in ORDERS:
        world.request(order_id)
    while world.time.now() < NOON + timedelta(hours=6):
        world.drain()
        world.time.at = world.again or world.due()[0]
    # The rests, each of at most five minutes, are nearly all of six hours.
    assert len(world.carriers.calls) < 100
    world.carriers.replies = [Reply(200, b"{}")]
    world.drain()
    world.time.at += timedelta(minutes=5)
    world.drain()
    assert {world.kinds(order_id)[-1] for order_id in ORDERS} == {"ShipmentAccepted"}
    assert outages(world) == ["OutageBegan", "OutageEnded"]
    assert world.leases.health == Health()


def test_a_rest_that_is_over_calls_nobody_where_nothing_is_due(world):
    world.leases.health = Health(TRIP, NOON, "Nobody there.", 1, NOON + timedelta(seconds=10))
    world.time.at += timedelta(hours=1)
    assert world.drain()
    assert world.again is None


def in_outage(world: World) -> Health:
    """Return how the partner answered before the drainer that told of its outage."""
    world.carriers.replies = [DOWN]
    for order_id in ORDERS:
        world.request(order_id)
    world.drain()
    before = world.leases.health
    world.time.at = world.again
    world.drain()
    assert outages(world) == ["OutageBegan"]
    world.time.at = world.again
    return before


def back(world: World) -> None:
    world.carriers.replies = [Reply(200, b"{}")]
    world.drain()
    world.time.at += timedelta(minutes=1)
    world.drain()


def test_an_outage_ends_though_the_drainer_that_told_of_it_died_before_it_let_go(world):
    world.leases.health = in_outage(world)
    back(world)
    assert outages(world) == ["OutageBegan", "OutageEnded"]


def test_an_outage_does_not_end_where_nobody_answered(world):
    world.leases.health = in_outage(world)
    world.all.due = lambda *_: []
    world.drain()
    assert outages(world) == ["OutageBegan"]


def test_an_outage_ends_with_an_answer_though_the_next_call_fails(world):
    in_outage(world)
    world.carriers.replies = [Reply(200, b"{}"), DOWN]
    two = world.all.due("calls:acme", world.time.now(), 2)
    world.all.due = lambda *_: two
    world.drain()
    assert world.leases.health.failures == 1
    assert outages(world) == ["OutageBegan", "OutageEnded"]


def test_an_end_that_could_not_be_told_lets_go_of_the_lease_and_is_told_by_the_next(world):
    in_outage(world)
    world.carriers.replies = [Reply(200, b"{}")]
    with no_outages_stored(world), pytest.raises(ExceptionGroup):
        world.drain()
    assert not world.leases.held
    back(world)
    assert outages(world) == ["OutageBegan", "OutageEnded"]
    assert world.leases.health == Health()


def test_a_beginning_that_could_not_be_told_holds_the_calls_and_is_told_by_the_next(world):
    world.carriers.replies = [DOWN]
    for order_id in ORDERS:
        world.request(order_id)
    world.drain()
    world.time.at = world.again
    with no_outages_stored(world), pytest.raises(ExceptionGroup):
        world.drain()
    assert world.leases.health.is_outage
    assert not world.leases.held
    world.time.at = world.leases.health.until
    world.drain()
    assert outages(world) == ["OutageBegan"]


def test_a_refusal_is_an_answer_and_no_outage(world):
    world.carriers.replies = [Reply(422)]
    for order_id in ORDERS:
        world.request(order_id)
    world.drain()
    assert len(world.carriers.calls) == len(ORDERS)


def test_a_paused_partner_is_not_called_until_it_is_resumed(world):
    world.partners["acme"] = replace(ACME, paused=True)
    world.request()
    assert world.drain()
    assert (world.again, world.carriers.calls) == (None, [])
    world.partners["acme"] = ACME
    world.drain()
    assert len(world.carriers.calls) == 1
