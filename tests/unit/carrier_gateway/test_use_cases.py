"""Handing an order to its carrier, and hearing of it: who is recorded, what falls due."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from chalicelib.carrier_gateway.adapters.callbacks import TaskType
from chalicelib.carrier_gateway.application.causes import Cause
from chalicelib.carrier_gateway.application.sweep import due_partners
from chalicelib.carrier_gateway.application.view import view
from chalicelib.carrier_gateway.domain.answering import ConversationUnknown
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.shipping.commands import ConfirmDelivery, ConfirmShipment
from chalicelib.carrier_gateway.domain.task import Task, stream_of, subject_of
from tests.support.conversations import (
    ACME,
    CONSIGNMENT,
    NOON,
    ORDER_ID,
    READY,
    TALK,
    TENANT,
    World,
)

SHIP = ConfirmShipment("acme", NOON, "1Z-9")


@pytest.fixture
def world() -> World:
    return World()


def test_the_request_and_its_call_are_one_write(world):
    world.request()
    assert (world.kinds(), world.due()) == (["ShipmentRequested"], [NOON])
    assert len(world.store.rows) == 1


def test_a_carrier_on_an_api_destination_is_called_by_the_bus_not_by_us(world):
    world.request(carrier="globex")
    assert world.last().way is Way.API_DESTINATION
    (awaited,) = world.store.due("overdue", NOON + timedelta(days=2), 10)
    assert awaited.due.at == world.last().answer_by == NOON + timedelta(days=2)


@pytest.mark.parametrize("entry", [None, replace(ACME, kind="tax")])
def test_who_is_no_carrier_is_a_failed_shipment(world, entry):
    world.partners.pop("acme")
    if entry:
        world.partners["acme"] = entry
    world.request()
    assert (world.kinds(), world.last().code) == (["ShipmentFailed"], "unknown_carrier")
    assert world.due() == []


def test_an_event_that_comes_again_changes_nothing(world):
    for _ in range(2):
        world.request()
    world.drain()
    world.request()
    assert world.kinds() == ["ShipmentRequested", "ShipmentAccepted"]


def test_an_order_cancelled_before_it_was_asked_for_is_never_asked_for(world):
    world.cancel()
    world.request()
    assert world.kinds() == ["CancellationAnswered"]
    assert world.last().outcome == "withdrawn"
    assert world.due() == []


def test_who_caused_what_is_recorded(world):
    world.request()
    world.conversations.confirm(ORDER_ID, SHIP)
    asked, shipped = (commit.provenance for commit in world.store.read(TALK).commits)
    assert (asked.actor, asked.causation_id) == ("system:carrier-gateway", READY)
    assert (shipped.actor, shipped.tenant_id) == ("partner:acme", TENANT)
    assert {asked.correlation_id, shipped.correlation_id} == {ORDER_ID}
    assert shipped.causation_id == shipped.command_id
    assert shipped.command_id.startswith("confirm-shipment:")


def test_a_confirmation_said_again_is_recognised_by_what_it_says(world):
    world.request()
    first = world.conversations.confirm(ORDER_ID, SHIP)
    again = world.conversations.confirm(ORDER_ID, SHIP)
    assert (first.repeated, again.repeated) == (False, True)
    assert view(ORDER_ID, again.state.dealing) == view(ORDER_ID, first.state.dealing)
    assert world.kinds() == ["ShipmentRequested", "OrderShipped"]


def test_a_carrier_is_told_what_is_known_of_the_parcel(world):
    world.request()
    deliver = ConfirmDelivery("acme", NOON + timedelta(hours=2))
    assert view(ORDER_ID, world.conversations.confirm(ORDER_ID, deliver).state.dealing) == {
        "order_id": ORDER_ID,
        "state": "delivered",
        "delivered_at": "2026-11-20T14:00:00.000Z",
    }
    shipped = world.conversations.confirm(ORDER_ID, SHIP)
    assert view(ORDER_ID, shipped.state.dealing) == {
        "order_id": ORDER_ID,
        "state": "delivered",
        "shipped_at": "2026-11-20T12:00:00.000Z",
        "tracking_number": "1Z-9",
        "delivered_at": "2026-11-20T14:00:00.000Z",
    }


def test_a_foreign_order_is_as_unknown_as_one_that_does_not_exist(world):
    with pytest.raises(ConversationUnknown) as unknown:
        world.conversations.confirm(ORDER_ID, SHIP)
    world.request()
    with pytest.raises(ConversationUnknown) as foreign:
        world.conversations.confirm(ORDER_ID, replace(SHIP, partner="globex"))
    assert str(foreign.value) == str(unknown.value)


def test_the_sweep_wakes_who_has_calls_due(world):
    world.request()
    late = world.time.now() + timedelta(minutes=1)
    assert due_partners(world.partners.values(), world.store, late) == ["acme"]
    assert due_partners(world.partners.values(), world.store, NOON - timedelta(days=1)) == []


def test_one_order_has_one_conversation_about_shipping():
    assert stream_of(ORDER_ID, Task.SHIPPING) == f"{ORDER_ID}:ORDER_SHIPPING_SERVICE"


@pytest.mark.parametrize("task", Task)
def test_a_stream_and_its_events_name_their_order_and_task(task):
    stream_id = stream_of(ORDER_ID, task)
    assert subject_of(stream_id) == subject_of(f"{stream_id}#12") == (ORDER_ID, task)


def test_a_callback_can_answer_every_task_and_nothing_else():
    assert get_args(TaskType) == tuple(Task)


def test_a_cause_is_the_gateways_own_act_unless_told_otherwise():
    assert Cause(READY, TENANT).actor == "system:carrier-gateway"
    assert CONSIGNMENT.external_id == "A-1001"
