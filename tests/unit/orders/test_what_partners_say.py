"""What partners and operators say, from the event as it comes to the order as it then stands."""

from typing import Any

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.adapters.events_in import handlers
from chalicelib.orders.adapters.questions_in import ForeignAnswer, position
from chalicelib.orders.application.orders import Orders
from chalicelib.orders.domain.order import ORDER, Status
from eventing.consumer import Delivery
from eventing.envelope import Metadata
from eventing.memory import InMemoryEventStore
from tests.support import stages as full
from tests.support.desk import PromptDesk
from tests.support.orders import FAILED, NOON, ORDER_ID, OTHER_ID, PLACED, READY, SHIPPED, commit

CUSTOMER = {"name": "Ann Example", "email": "ann@example.com"}
ADDRESS = {
    "name": "Ann Example",
    "line1": "Main Road 1",
    "city": "Vienna",
    "postal_code": "1010",
    "country": "AT",
}


def told(detail_type: str, **data: Any) -> Delivery:
    source = f"{data.pop('of', 'inquiry')}"
    metadata = Metadata(
        event_id=f"{source}#3",
        occurred_at="2026-11-20T12:00:00.000Z",
        tenant_id="demo",
        stream_id=source,
        stream_version=3,
        correlation_id=ORDER_ID,
        causation_id=f"{source}#2",
        actor="operator:jane",
    )
    return Delivery("waybill.somebody", detail_type, metadata, {"order_id": ORDER_ID} | data)


def after(history, delivery: Delivery):
    """Return the order that this is told, however often."""
    store = InMemoryEventStore(LANGUAGE)
    for version, event in enumerate(history, 1):
        store.append(commit(event, version=version))
    orders = Orders(store, lambda: NOON)
    for _ in range(2):
        handlers(orders, PromptDesk(orders))[delivery.detail_type](delivery)
    return ORDER.replay(store.read(ORDER_ID).events)


def enriched(**data: Any) -> Delivery:
    asked = f"{ORDER_ID}#{full.ENRICHMENT_AT}"
    return told("partner.enrichment_completed.v1", partner="crm", answers=asked, **data)


def test_an_enrichment_completes_the_order():
    order = after(full.ENRICHING, enriched(customer=CUSTOMER, ship_to=ADDRESS))
    assert order.details.customer.email == "ann@example.com"
    assert order.status is Status.REVIEWING


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"customer": CUSTOMER | {"email": "ann@example.com\nBcc: bob@example.com"}}, "email"),
        ({"customer": CUSTOMER | {"name": "Ann\r\nX: y"}}, "name"),
        ({"ship_to": ADDRESS | {"city": "x" * 129}}, "city"),
        ({"attributes": {"segment": {"deep": 1}}}, "attributes"),
    ],
)
def test_what_no_client_may_say_no_partner_may_either(data, field):
    order = after(full.ENRICHING, enriched(**data))
    assert (order.status, order.exception.code) == (Status.EXCEPTION, "invalid_answer")
    assert field in order.exception.message
    assert "Bcc" not in order.exception.message


def test_a_rejected_document_puts_the_order_before_a_person():
    asked = f"{ORDER_ID}#{full.DOCUMENT_AT}"
    said = told(
        "tax.document_rejected.v1",
        partner="paperless",
        answers=asked,
        code="no_answer",  # the provider's own word, which is no reason to ask again
        message="The tax number is wrong.",
    )
    order = after(full.ISSUING, said)
    assert (order.exception.stage, order.exception.retryable) == ("tax_document", False)


@pytest.mark.parametrize(
    ("status", "state"),
    [("return_to_sender", Status.EXCEPTION), ("in_transit", Status.SHIPPED)],
)
def test_of_all_scans_only_a_return_concerns_the_order(status, state):
    said = told(
        "carrier.tracking_updated.v1",
        carrier="acme",
        answers=f"{ORDER_ID}#2",
        status=status,
        occurred_at="2026-11-23T09:00:00.000Z",
    )
    assert after((PLACED, READY, SHIPPED), said).status is state


def resolution(how: str, exception: str = f"{ORDER_ID}#3", **data: Any) -> Delivery:
    return told(
        "operator.exception_resolution_requested.v1",
        exception_id=exception,
        resolution=how,
        requested_by="jane",
        **data,
    )


def test_a_person_corrects_where_the_parcel_goes():
    order = after((PLACED, READY, FAILED), resolution("correct", corrections={"ship_to": ADDRESS}))
    assert (order.status, order.details.ship_to.line2) == (Status.PENDING, None)


@pytest.mark.parametrize(
    "corrections",
    [{"ship_to": ADDRESS | {"country": "Austria"}}, {"customer": {"name": "x"}}, {"notes": "x"}],
)
def test_corrections_of_a_wrong_form_are_refused_and_not_parked(corrections):
    order = after((PLACED, READY, FAILED), resolution("correct", corrections=corrections))
    assert (order.status, order.version) == (Status.EXCEPTION, 4)


@pytest.mark.parametrize("exception", [f"{OTHER_ID}#3", "audit:order#3", f"{ORDER_ID}#x", "x"])
def test_an_exception_of_another_order_is_none_of_this_one(exception):
    order = after((PLACED, READY, FAILED), resolution("retry", exception))
    assert (order.status, order.version) == (Status.EXCEPTION, 4)


def test_an_answer_to_another_orders_question_is_refused():
    said = enriched(customer=CUSTOMER)
    said.data["answers"] = f"{OTHER_ID}#2"
    with pytest.raises(ForeignAnswer):
        after(full.ENRICHING, said)


def test_an_event_id_without_a_version_has_none():
    assert position("stream#²") == ("stream", 0)
