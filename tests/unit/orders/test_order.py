"""What an order makes of late, repeated, stale and contradicting facts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.orders.domain.commands import Command, RecordAcceptance
from chalicelib.orders.domain.events import ExceptionRaised, ShipmentAccepted
from chalicelib.orders.domain.order import ORDER, Order, OrderNotCancellable, Status
from chalicelib.orders.domain.plan import Stage
from tests.support.orders import (
    ACCEPT,
    ACCEPTED,
    ASKED,
    CANCEL,
    CANCELLED,
    DELIVER,
    DELIVERED,
    DETAILS,
    FAIL,
    FAILED,
    NOON,
    PLACE,
    PLACED,
    READY,
    SAID_SHIPPED,
    SHIP,
    SHIPPED,
)
from tests.support.spec import Spec

PENDING = Spec(ORDER).given(PLACED, READY)
TOLD = [ACCEPT, SHIP, DELIVER, FAIL]


def after(*commands: Command) -> Order:
    """Return the order that `commands` lead to, one after the other."""
    history: list = []
    for command in commands:
        history += ORDER.decide(ORDER.replay(history), command)
    return ORDER.replay(history)


def test_a_life_leads_to_a_delivered_order():
    assert after(PLACE, ACCEPT, SHIP, DELIVER) == Order(
        version=5,
        status=Status.DELIVERED,
        stage=Stage.SHIPPING,
        asked=ASKED,
        tries=1,
        shipping_asked=(ASKED,),
        details=DETAILS,
        placed_at=NOON,
        shipping_status="label printed",
        tracking_number="1Z-9",
        shipped_at=SHIP.shipped_at,
        delivered_at=DELIVER.delivered_at,
    )


def test_shipped_after_delivered_is_filled_in_and_the_order_stays_delivered():
    order = PENDING.given(DELIVERED).when(SHIP).then(SHIPPED)
    assert (order.status, order.shipped_at) == (Status.DELIVERED, SHIP.shipped_at)


def test_accepted_after_shipped_is_filled_in_and_the_order_stays_shipped():
    order = PENDING.given(SHIPPED).when(ACCEPT).then(ACCEPTED)
    assert (order.status, order.shipping_status) == (Status.SHIPPED, "label printed")


def test_the_tracking_number_of_the_shipment_stands_against_that_of_a_late_acceptance():
    late = replace(ACCEPT, tracking_number="1Z-old")
    order = PENDING.given(SHIPPED).when(late).then(replace(ACCEPTED, tracking_number="1Z-old"))
    assert order.tracking_number == "1Z-9"


def test_the_tracking_number_of_the_shipment_replaces_that_of_the_acceptance():
    early = replace(ACCEPTED, tracking_number="1Z-old")
    assert PENDING.given(early).when(SHIP).then(SHIPPED).tracking_number == "1Z-9"


def test_a_shipment_without_tracking_number_keeps_that_of_the_acceptance():
    silent = replace(SHIP, tracking_number=None)
    order = PENDING.given(ACCEPTED).when(silent).then(replace(SHIPPED, tracking_number=None))
    assert order.tracking_number == "1Z-9"


def test_an_acceptance_that_brings_the_missing_tracking_number_is_news():
    known = ShipmentAccepted("acme", "label printed", None)
    order = PENDING.given(known).when(ACCEPT).then(ACCEPTED)
    assert order.tracking_number == "1Z-9"


def test_an_acceptance_without_tracking_number_is_no_news_once_the_status_is_known():
    PENDING.given(ACCEPTED).when(RecordAcceptance(ASKED, "other words", None)).then_nothing()


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("answers", [0, 1, 3])
def test_an_answer_to_another_question_than_the_current_one_has_no_effect(told, answers):
    PENDING.when(replace(told, answers=answers)).then_nothing()


def test_a_contradiction_puts_the_fact_before_a_person():
    order = PENDING.given(CANCELLED).when(SHIP).decided()
    assert [event.fact for event in order if isinstance(event, ExceptionRaised)] == [SAID_SHIPPED]
    state = PENDING.given(CANCELLED, *order).decider.replay([PLACED, READY, CANCELLED, *order])
    assert (state.status, state.shipped_at) == (Status.EXCEPTION, None)


def test_a_refused_cancellation_says_where_the_order_stands():
    refusal = PENDING.given(SHIPPED).when(CANCEL).then_refused(OrderNotCancellable)
    assert str(refusal) == "The order's state is shipped; it can be cancelled only up to pending."


def test_an_order_placed_twice_keeps_its_first_details():
    other = replace(PLACE, details=replace(DETAILS, currency="USD"))
    assert PENDING.when(other).then_nothing().details == DETAILS


COMMANDS = st.sampled_from([PLACE, CANCEL, *TOLD])


@given(st.lists(COMMANDS, max_size=12))
def test_the_state_is_the_fold_of_the_events_and_repeats_add_nothing(commands):
    """Deliver each command at once again: nothing new comes of it, whatever came before."""
    history = list(ORDER.decide(Order(), PLACE))
    for command in commands:
        try:
            history += ORDER.decide(ORDER.replay(history), command)
        except OrderNotCancellable:
            continue
        order = ORDER.replay(history)
        if order.status is not Status.EXCEPTION:
            assert ORDER.decide(order, command) == []
        assert order.version == len(history)
        assert (order.status is Status.SHIPPED) <= (order.shipped_at is not None)
        assert (order.status is Status.DELIVERED) <= (order.delivered_at is not None)


@given(st.permutations([ACCEPT, SHIP, DELIVER] * 2))
def test_facts_that_do_not_contradict_converge_in_any_order(told):
    settled = after(PLACE, ACCEPT, SHIP, DELIVER)
    assert after(PLACE, *told) == settled


@given(st.permutations([CANCEL, ACCEPT, SHIP, DELIVER, FAIL]))
def test_no_fact_is_ever_dropped(told):
    """Whatever the order of things, shipped and delivered are in the state or before a person."""
    history = list(ORDER.decide(Order(), PLACE))
    for command in told:
        try:
            history += ORDER.decide(ORDER.replay(history), command)
        except OrderNotCancellable:
            continue
    before_a_person = [e.fact for e in history if isinstance(e, ExceptionRaised)]
    assert (SHIPPED in history) != (SHIP.fact in before_a_person)
    assert (DELIVERED in history) != (DELIVER.fact in before_a_person)
    assert history.count(FAILED) <= 1
