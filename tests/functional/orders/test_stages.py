"""Channels, stages and exceptions, by the routes and functions that a deployment has."""

import json

import pytest

from chalicelib.orders.adapters.channels import Channels
from chalicelib.orders.domain.plan import Plan
from eventing import aws
from tests.functional.orders.conftest import ORDERS
from tests.functional.orders.test_functions import batch, call, said
from tests.functional.orders.test_orders import happened
from tests.support import stages as full
from tests.support.api import Api
from tests.support.apps import ENVIRONMENT
from tests.support.orders import FAILED, ORDER_ID, SHIPPED

CRM = Plan(enrichment="crm", defers=("customer", "lines"))


@pytest.fixture
def channels(app) -> Channels:
    """Return the table as it is, without what a process remembers of it."""
    return Channels(ENVIRONMENT["CHANNELS_TABLE"])


@pytest.fixture
def placed(api, order) -> str:
    return str(api.post("/orders", order).body["order_id"])


@pytest.fixture
def machine(app):
    """Make the state machine, which starts nothing here."""
    client = aws.client("stepfunctions")
    made = client.create_state_machine(
        name="stage-failures",
        definition='{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}',
        roleArn="arn:aws:iam::123456789012:role/machine",
    )
    assert made["stateMachineArn"] == ENVIRONMENT["STAGE_FAILURES_ARN"]
    return lambda: client.list_executions(stateMachineArn=made["stateMachineArn"])["executions"]


def without(order, *fields):
    return {name: value for name, value in order.items() if name not in fields}


# Channels


@pytest.mark.parametrize(
    "plan",
    [Plan(), CRM, full.ALL_STAGES, Plan(tax_document="paperless")],
)
def test_settings_are_read_as_they_were_set(channels, plan):
    channels.put("demo", "a", plan)
    assert channels.plan("demo", "a") == plan
    assert channels.of_tenant("demo") == {"a": plan}
    assert channels.plan("other", "a") == channels.plan("demo", "b") == Plan()


def test_settings_are_believed_for_a_minute(app):
    now = [0.0]
    table = Channels(ENVIRONMENT["CHANNELS_TABLE"], lambda: now[0])
    assert table.plan("demo", "a") == Plan()
    table.put("demo", "a", CRM)
    now[0] = 59
    assert table.plan("demo", "a") == Plan()
    now[0] = 60
    assert table.plan("demo", "a") == CRM
    table.remove("demo", "a")
    now[0] = 121
    assert table.plan("demo", "a") == Plan()


def test_what_is_remembered_of_channels_is_bounded(app, monkeypatch):
    monkeypatch.setattr("chalicelib.orders.adapters.channels.REMEMBERED", 3)
    table = Channels(ENVIRONMENT["CHANNELS_TABLE"])
    for number in range(10):
        table.plan("demo", str(number))
    assert len(table._read) <= 3


def test_a_channel_may_leave_fields_to_its_enrichment(api, order, channels):
    channels.put("demo", "crm", CRM)
    sent = without(order, "customer", "lines", "currency") | {"channel": "crm"}
    answer = api.post("/orders", sent)
    assert (answer.status, answer.body["state"]) == (201, "enriching")
    assert answer.body["reason"] == "Waiting for enrichment"
    assert not {"customer", "lines", "currency", "total"} & answer.body.keys()
    assert answer.body["answers"] == f"{answer.body['order_id']}#2"
    events = api.get(f"/orders/{answer.body['order_id']}/events").body["events"]
    assert events[1]["data"]["wanted"] == ["customer", "lines"]


@pytest.mark.parametrize("field", ["customer", "ship_to", "lines", "currency"])
def test_any_other_channel_needs_every_field(api, order, field):
    answer = api.post("/orders", without(order, field))
    assert (answer.status, answer.body["errors"]) == (
        422,
        [{"field": field, "message": "Field required"}],
    )


def test_a_channel_needs_what_it_does_not_defer(api, order, channels):
    channels.put("demo", "crm-only", CRM)
    answer = api.post("/orders", without(order, "ship_to", "customer") | {"channel": "crm-only"})
    assert [error["field"] for error in answer.body["errors"]] == ["ship_to"]


def test_what_was_taken_stays_taken_whatever_the_channel_wants_later(api, order, channels):
    channels.put("demo", "crm-for-now", CRM)
    sent = without(order, "customer") | {"channel": "crm-for-now"}
    first = api.post("/orders", sent)
    channels.remove("demo", "crm-for-now")
    ORDERS.wiring.orders().plan_of.__self__._read.clear()
    again = api.post("/orders", sent)
    assert (first.status, again.status, again.body) == (201, 200, first.body)
    other = api.post("/orders", sent | {"external_id": "another"})
    assert other.status == 422


# Exceptions


def stop(api, order_id, key="k", **body):
    said = {"code": "fraud", "message": "The payment is in doubt."} | body
    return api.post(f"/orders/{order_id}/exceptions", said, idempotency_key=key)


def test_a_system_of_the_client_stops_an_order(api, placed):
    answer = stop(api, placed)
    assert (answer.status, answer.body["state"]) == (200, "exception")
    assert answer.body["reason"] == "The payment is in doubt."
    raised = answer.body["exception"]
    assert without(raised, "since") == {
        "id": f"{placed}#3",
        "stage": "shipping",
        "code": "fraud",
        "message": "The payment is in doubt.",
        "retryable": False,
    }
    assert "answers" not in answer.body
    assert api.get(f"/orders/{placed}").body == answer.body == stop(api, placed).body


def test_an_order_is_stopped_once(api, placed):
    stop(api, placed)
    answer = stop(api, placed, key="other")
    assert (answer.status, "state is exception" in answer.body["detail"]) == (409, True)
    assert stop(api, placed, code="other").status == 409


def test_a_closed_order_cannot_be_stopped(api, placed):
    api.post(f"/orders/{placed}/cancel", {}, idempotency_key="k")
    assert stop(api, placed).status == 409


def test_only_its_own_client_stops_an_order(app, api, placed):
    them = Api(app, "theirs")
    assert stop(them, placed) == stop(them, ORDER_ID)
    assert stop(them, placed).status == 404
    assert api.get(f"/orders/{placed}").body["state"] == "pending"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"stage": "Ship ping"}, "stage"),
        ({"code": ""}, "code"),
        ({"code": "a b"}, "code"),
        ({"message": "x\x00"}, "message"),
        ({"message": "x" * 1025}, "message"),
        ({"retryable": "yes"}, "retryable"),
        ({"who": "me"}, "who"),
    ],
)
def test_a_wrong_field_of_an_exception_is_named(api, placed, body, field):
    answer = stop(api, placed, **body)
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, field)


def test_an_exception_needs_a_key(api, placed):
    answer = stop(api, placed, key=None)
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "Idempotency-Key")


def test_the_order_shows_its_tax_document_but_not_where_it_lies(api, placed):
    happened(placed, full.ISSUED)
    shown = api.get(f"/orders/{placed}").body["tax_document"]
    assert shown == {
        "number": "F-1",
        "media_type": "application/pdf",
        "size": 9,
        "sha256": "a" * 64,
        "issued_at": "2026-11-20T12:00:00.000Z",
    }


def test_the_events_tell_what_was_decided_and_not_by_whom(api, placed):
    happened(placed, FAILED, actor="partner:acme")
    happened(placed, full.resolved(3, "retry", "shipping"), actor="operator:jane", version=4)
    events = api.get(f"/orders/{placed}/events").body["events"]
    assert events[-1]["data"]["resolution"] == "retry"
    assert events[-1]["metadata"]["actor"] == "operator"
    assert "jane" not in json.dumps(events)


# Failures


def failed(order_id):
    return said(
        order_id,
        "shipment_failed",
        code="refused",
        message="The carrier said 422.",
        retryable=False,
    )


def test_a_failure_starts_one_execution_however_often_it_is_told(app, api, placed, machine):
    for _ in range(3):
        assert call(app, "consume", batch(failed(placed))) == {"batchItemFailures": []}
    [execution] = machine()
    assert execution["name"] == f"{placed}-ORDER_SHIPPING_SERVICE-3"
    assert api.get(f"/orders/{placed}").body["state"] == "pending"


def test_the_two_functions_bring_the_order_into_exception(app, api, placed, machine):
    call(app, "consume", batch(failed(placed)))
    [execution] = machine()
    described = aws.client("stepfunctions").describe_execution(
        executionArn=execution["executionArn"]
    )
    given = json.loads(described["input"])
    assert not {"Ann", "ann@example.com", "Main Road"} & set(json.dumps(given).split('"'))
    decision = call(app, "classify_failure", given)
    assert decision == {"ask_again": False, "wait_s": 0}
    for _ in range(2):
        call(app, "apply_failure", given | {"decision": decision})
    order = api.get(f"/orders/{placed}").body
    assert (order["state"], order["exception"]["code"], order["version"]) == (
        "exception",
        "refused",
        3,
    )


def test_a_machine_that_cannot_be_started_leaves_the_message_in_the_queue(app, placed):
    answer = call(app, "consume", batch(failed(placed)))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}


def test_a_shipped_order_can_be_stopped_too(api, placed):
    happened(placed, SHIPPED)
    assert stop(api, placed).body["exception"]["stage"] == "delivery"
