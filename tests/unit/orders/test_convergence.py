"""Facts come more than once and in any order: what is stored is the same in the end."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.adapters.events_in import handlers
from chalicelib.orders.application.orders import Orders
from chalicelib.orders.domain.events import OrderDelivered, OrderShipped, ShipmentAccepted
from chalicelib.orders.domain.order import ORDER, Status
from eventing.consumer import Delivery
from eventing.envelope import Metadata
from eventing.memory import InMemoryEventStore
from tests.support.desk import PromptDesk
from tests.support.orders import NOON, OPENING, ORDER_ID

CONVERSATION = f"{ORDER_ID}:ORDER_SHIPPING_SERVICE"


def told(version: int, fact: str, **data: Any) -> Delivery:
    """Build what the carrier gateway says at `version` of its conversation."""
    metadata = Metadata(
        event_id=f"{CONVERSATION}#{version}",
        occurred_at="2026-11-20T12:00:00.000Z",
        tenant_id="demo",
        stream_id=CONVERSATION,
        stream_version=version,
        correlation_id=ORDER_ID,
        causation_id=f"{CONVERSATION}#{version - 1}",
        actor="partner:acme",
    )
    answered = {"order_id": ORDER_ID, "carrier": "acme", "answers": f"{ORDER_ID}#2"}
    return Delivery("waybill.carrier-gateway", f"carrier.{fact}.v1", metadata, answered | data)


ACCEPTED = told(2, "shipment_accepted", shipping_status="label printed", tracking_number="1Z-9")
SHIPPED = told(3, "order_shipped", shipped_at="2026-11-20T16:00:00.000Z")
DELIVERED = told(4, "order_delivered", delivered_at="2026-11-22T09:00:00.000Z")
FAILED = told(5, "shipment_failed", code="lost", message="The parcel is lost.", retryable=False)
FACTS = [ACCEPTED, SHIPPED, DELIVERED]


def orders_told(deliveries: list[Delivery]) -> InMemoryEventStore:
    """Return the store after an order was placed and told all this."""
    store = InMemoryEventStore(LANGUAGE)
    store.append(OPENING)
    orders = Orders(store, lambda: NOON)
    known = handlers(orders, PromptDesk(orders))
    for delivery in deliveries:
        known[delivery.detail_type](delivery)
    return store


def each_at_least_once(facts: list[Delivery]) -> st.SearchStrategy[list[Delivery]]:
    repeats = st.lists(st.sampled_from(facts), max_size=6)
    return repeats.flatmap(lambda more: st.permutations([*facts, *more]))


@given(each_at_least_once(FACTS))
def test_however_facts_come_the_order_is_delivered_with_all_of_them(deliveries):
    order = ORDER.replay(orders_told(deliveries).read(ORDER_ID).events)
    assert (order.status, order.version) == (Status.DELIVERED, 5)
    assert (order.shipping_status, order.tracking_number) == ("label printed", "1Z-9")
    assert order.shipped_at
    assert order.delivered_at


@given(each_at_least_once([*FACTS, FAILED]))
def test_each_fact_leads_to_at_most_one_commit_and_the_versions_have_no_gap(deliveries):
    commits = orders_told(deliveries).read(ORDER_ID).commits
    causes = [commit.provenance.causation_id for commit in commits]
    assert len(causes) == len(set(causes))
    published = [m.metadata.event_id for commit in commits for m in LANGUAGE.messages(commit)]
    assert published == [f"{ORDER_ID}#{version}" for version in range(1, len(published) + 1)]


@given(each_at_least_once(FACTS))
def test_nothing_is_said_twice(deliveries):
    kinds = [type(event) for event in orders_told(deliveries).read(ORDER_ID).events]
    for kind in (ShipmentAccepted, OrderShipped, OrderDelivered):
        assert kinds.count(kind) == 1
