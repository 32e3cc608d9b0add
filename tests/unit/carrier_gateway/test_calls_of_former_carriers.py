"""The calls that carriers get when one is asked after another: no key twice for two parcels."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.carrier_gateway.application.calls import Purpose, Reply
from chalicelib.carrier_gateway.application.causes import Cause
from chalicelib.carrier_gateway.application.parcels import parcel_of
from chalicelib.carrier_gateway.domain.shipping.tracking import ParcelUnknown, parcel_meant
from tests.support.conversations import ACME, CONSIGNMENT, NOON, ORDER_ID, TALK, TENANT, World

ANSWER_TIME = timedelta(days=1, hours=1)


@pytest.fixture
def world() -> World:
    """A world where acme took an order and never spoke of it again."""
    world = World()
    world.partners["hermes"] = replace(ACME, id="hermes", url="https://hermes.example")
    world.carriers.replies = [Reply(202)]
    world.request()
    world.drain()
    world.time.at += ANSWER_TIME
    world.conversations.desk.end_waiting(TALK)
    return world


def ask(world: World, version: int, carrier: str) -> None:
    cause = Cause(f"{ORDER_ID}#{version}", TENANT)
    world.conversations.request(ORDER_ID, carrier, CONSIGNMENT, cause)


def calls(world: World) -> list[tuple[Purpose, str]]:
    return [(call.purpose, call.idempotency_key) for _, call in world.carriers.calls]


def test_a_refusal_of_one_carrier_gives_no_other_a_new_key(world: World):
    world.carriers.replies = [Reply(422), Reply(202)]
    ask(world, 5, "hermes")
    world.drain(partner_id="hermes")
    ask(world, 7, "acme")
    world.drain()
    assert [key for _, key in calls(world)] == [f"{ORDER_ID}:ship"] * 3


def test_a_cancellation_reaches_who_may_have_the_first_request_of_two(world: World):
    ask(world, 5, "acme")
    world.cancel()
    world.drain()
    assert [purpose for purpose, _ in calls(world)] == [Purpose.SHIP, Purpose.CANCEL]


@pytest.mark.parametrize("other", ["hermes", "acmee"])
def test_a_cancellation_reaches_a_former_carrier_by_its_own_request(world: World, other: str):
    first = world.carriers.calls[0][1]
    ask(world, 5, other)
    world.cancel(carrier=other)
    world.drain()
    told = world.carriers.calls[-1][1]
    assert (told.purpose, told.asked.callback_id) == (Purpose.CANCEL, first.asked.callback_id)
    world.cancel(carrier=other)
    world.drain()
    assert len(world.carriers.calls) == 2


def test_each_carrier_that_may_have_it_is_told_whoever_answers_first(world: World):
    ask(world, 5, "hermes")
    world.drain(partner_id="hermes")
    world.cancel(carrier="hermes")
    world.carriers.replies = [Reply(200)]
    world.drain()
    world.drain(partner_id="hermes")
    assert [purpose for purpose, _ in calls(world)] == [Purpose.SHIP] * 2 + [Purpose.CANCEL] * 2
    assert world.kinds()[-2:] == ["CancellationAnswered"] * 2


def test_scans_between_two_requests_of_one_round_are_of_the_same_parcel(world: World):
    scanned = NOON + timedelta(hours=12)
    world.time.at = NOON + timedelta(days=3)
    ask(world, 5, "acme")
    parcel = parcel_of(world.store.read(TALK), "acme")
    assert parcel is not None
    assert parcel_meant([parcel], scanned) == ORDER_ID


def test_scans_before_a_refusal_are_of_another_parcel(world: World):
    world.carriers.replies = [Reply(422)]
    ask(world, 5, "acme")
    world.drain()
    world.time.at = NOON + timedelta(days=9)
    ask(world, 7, "acme")
    parcel = parcel_of(world.store.read(TALK), "acme")
    assert parcel is not None
    with pytest.raises(ParcelUnknown):
        parcel_meant([parcel], NOON + timedelta(days=2))
