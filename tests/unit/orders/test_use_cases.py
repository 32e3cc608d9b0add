"""Placing, cancelling and reading orders, and recording what carriers say, over a real store."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid5

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.application.orders import Cause, Client, Orders
from chalicelib.orders.domain.order import OrderNotCancellable, OrderUnknown, Status
from eventing.audit_event import WindowAudited
from eventing.memory import InMemoryEventStore
from eventing.store import CommandConflict
from tests.support.orders import (
    ACCEPT,
    BARE_DETAILS,
    CANCELLED,
    DETAILS,
    NOON,
    OTHER_ID,
    PLACED,
    READY,
    SHIP,
    SHIPPED,
    commit,
)

NAMESPACE = "0b7c0000-0000-4000-8000-000000000001"
CLIENT = Client("demo", NAMESPACE, "client:demo")
STRANGER = Client("other", "0b7c0000-0000-4000-8000-000000000002", "client:other")
CAUSE = Cause("conversation#3", "demo", "partner:acme")


class Clock:
    """Each look at it is a second later."""

    def __init__(self) -> None:
        self.at = NOON - timedelta(seconds=1)

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def orders() -> Orders:
    return Orders(InMemoryEventStore(LANGUAGE), Clock())


def placed(orders, details, client, key):
    return orders.place(details, client, key, repr(details))


def test_a_placed_order_is_ready_to_ship_at_once(orders):
    order_id, outcome = placed(orders, DETAILS, CLIENT, None)
    assert (outcome.events, outcome.state.status) == ((PLACED, READY), Status.PENDING)
    assert not outcome.repeated
    assert orders.stream(order_id, CLIENT).events == [PLACED, READY]


def test_the_id_is_derived_from_the_external_id_alone(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, "a key")
    assert order_id == str(uuid5(UUID(NAMESPACE), "external:shop-4711"))


def test_without_external_id_it_is_derived_from_the_key(orders):
    order_id, _ = placed(orders, BARE_DETAILS, CLIENT, "a key")
    assert order_id == str(uuid5(UUID(NAMESPACE), "key:a key"))


def test_the_same_external_id_of_two_tenants_is_two_orders(orders):
    assert placed(orders, DETAILS, CLIENT, None)[0] != placed(orders, DETAILS, STRANGER, None)[0]


def test_the_same_order_again_is_answered_as_at_first_whatever_happened_since(orders):
    order_id, first = placed(orders, DETAILS, CLIENT, None)
    orders.cancel(order_id, "no", CLIENT, "k")
    again_id, again = placed(orders, DETAILS, CLIENT, None)
    assert (again_id, again.state) == (order_id, first.state)
    assert again.repeated


def test_the_same_key_with_another_order_is_a_conflict(orders):
    placed(orders, BARE_DETAILS, CLIENT, "k")
    with pytest.raises(CommandConflict):
        placed(orders, replace(BARE_DETAILS, currency="USD"), CLIENT, "k")


def test_what_we_fill_in_ourselves_makes_no_conflict(orders):
    said = "the same"
    orders.place(BARE_DETAILS, CLIENT, "k", said)
    _, again = orders.place(replace(BARE_DETAILS, carrier="globex"), CLIENT, "k", said)
    assert again.repeated


def test_what_is_stored_of_the_input_cannot_be_guessed_without_the_tenants_secret(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    other_id, _ = placed(orders, DETAILS, STRANGER, None)
    ours = orders.stream(order_id, CLIENT).commits[0].provenance
    theirs = orders.stream(other_id, STRANGER).commits[0].provenance
    assert ours.fingerprint != theirs.fingerprint


def test_a_cancellation_is_stored_once_and_answered_again(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    first = orders.cancel(order_id, "changed my mind", CLIENT, "k")
    again = orders.cancel(order_id, "changed my mind", CLIENT, "k")
    assert (first.events, first.state) == ((CANCELLED,), again.state)
    assert (first.repeated, again.repeated) == (False, True)
    assert orders.stream(order_id, CLIENT).version == 3


def test_the_same_cancellation_key_with_another_reason_is_a_conflict(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    orders.cancel(order_id, "no", CLIENT, "k")
    with pytest.raises(CommandConflict):
        orders.cancel(order_id, "other", CLIENT, "k")


def test_a_repeated_cancellation_is_answered_as_at_first_even_if_the_parcel_left_after_all(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    orders.cancel(order_id, "no", CLIENT, "k")
    orders.record(order_id, SHIP, CAUSE)
    again = orders.cancel(order_id, "no", CLIENT, "k")
    assert again.state.status is Status.CANCELLED


def test_a_shipped_order_cannot_be_cancelled(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    orders.record(order_id, SHIP, CAUSE)
    with pytest.raises(OrderNotCancellable):
        orders.cancel(order_id, None, CLIENT, "k")


@pytest.mark.parametrize("order_id", [OTHER_ID, "audit:order", "", "x" * 3000, f"{OTHER_ID}\n"])
def test_what_is_no_order_is_unknown(orders, order_id):
    with pytest.raises(OrderUnknown):
        orders.stream(order_id, CLIENT)


def test_a_stream_that_is_no_order_cannot_be_read_even_by_its_tenant(orders):
    digest = WindowAudited(NOON, NOON, 1, 1, ())
    orders.store.append(commit(digest, stream_id="audit:order", tenant_id="waybill"))
    with pytest.raises(OrderUnknown):
        orders.stream("audit:order", replace(CLIENT, tenant_id="waybill"))


def test_another_tenants_order_is_unknown(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    with pytest.raises(OrderUnknown):
        orders.stream(order_id, STRANGER)
    with pytest.raises(OrderUnknown):
        orders.cancel(order_id, None, STRANGER, "k")


def test_a_version_is_the_order_as_it_was(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    assert orders.stream(order_id, CLIENT, up_to=1).events == [PLACED]


def test_a_fact_is_recorded_with_its_cause_and_only_once(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    orders.record(order_id, SHIP, CAUSE)
    orders.record(order_id, SHIP, CAUSE)
    last = orders.stream(order_id, CLIENT).commits[-1]
    assert (last.version, last.events) == (3, (SHIPPED,))
    assert (last.provenance.causation_id, last.provenance.actor) == (
        "conversation#3",
        "partner:acme",
    )


def test_a_fact_of_another_tenant_does_not_touch_the_order(orders):
    order_id, _ = placed(orders, DETAILS, CLIENT, None)
    with pytest.raises(OrderUnknown):
        orders.record(order_id, ACCEPT, replace(CAUSE, tenant_id="other"))
    assert orders.stream(order_id, CLIENT).version == 2
