"""What happens when things break: on the real engine, each fault made on purpose."""

import json
import random
import uuid
from typing import Any

import pytest

from local import engine_program
from tests.e2e.feed import Tap, deliver, silenced, tap, twice_in_disorder
from tests.e2e.ledger import all_parked, assert_balanced, dead_letters, parked
from tests.e2e.waybill_system import System

POISON = "poison"


def invoke(system: System, service: str, function: str, payload: Any) -> Any:
    name = system.parameter(f"{service}/{function}/function")
    answer = system.aws("lambda").invoke(FunctionName=name, Payload=json.dumps(payload))
    body = json.loads(answer["Payload"].read() or "null")
    assert "FunctionError" not in answer, body
    return body


def inbox(system: System, service: str, body: str) -> None:
    url = system.parameter(f"{service}/inbox/url")
    system.aws("sqs").send_message(QueueUrl=url, MessageBody=body)


def shipped_event(order_id: str) -> dict[str, Any]:
    """An event that a carrier shipped an order, as the bus would deliver it."""
    stream = f"{order_id}:ORDER_SHIPPING_SERVICE"
    return {
        "source": "waybill.carrier-gateway",
        "detail-type": "carrier.order_shipped.v1",
        "detail": {
            "metadata": {
                "event_id": f"{stream}#9",
                "occurred_at": "2026-11-20T10:00:00.000Z",
                "tenant_id": "demo",
                "stream_id": stream,
                "stream_version": 9,
                "correlation_id": order_id,
                "causation_id": "confirmation",
                "actor": "partner:acme",
            },
            "data": {
                "order_id": order_id,
                "carrier": "acme",
                "answers": f"{order_id}#2",
                "shipped_at": "2026-11-20T10:00:00.000Z",
            },
        },
    }


def test_events_delivered_twice_and_in_disorder_lead_to_the_same(system: System):
    chance = random.Random(20261120)
    with tap(system) as feed, silenced(system) as patterns:
        orders = [system.placed(carrier="acme") for _ in range(5)]

        def all_shipped() -> bool:
            for event in twice_in_disorder(feed.poll(), chance):
                deliver(system, patterns, event)
            return all(system.order(one)["state"] == "shipped" for one in orders)

        system.until(all_shipped, within_s=180)
        for event in twice_in_disorder(list(feed.events), chance):
            deliver(system, patterns, event)
        system.until(lambda: _is_drained(system), within_s=120)
        # What the last deliveries led to is still to be delivered.
        system.until(lambda: not _passed_on(system, feed, patterns), within_s=60)
        system.until(lambda: _is_drained(system), within_s=120)
        assert_balanced(system, orders)


def test_poison_among_good_messages_is_parked_with_its_reason(system: System):
    before = len(parked(system, "orders"))
    orders = [system.placed(carrier="acme") for _ in range(2)]
    inbox(system, "orders", "no event at all")
    orders += [system.placed(carrier="acme") for _ in range(2)]

    for order_id in orders:
        system.reaches(order_id, "shipped")
    system.until(lambda: len(parked(system, "orders")) == before + 1, within_s=180)

    (poison,) = [one for one in parked(system, "orders") if one["body"] == "no event at all"]
    assert "form of an event" in poison["reason"]
    invoke(system, "orders", "redrive", {"action": "discard", "ids": [poison["id"]]})
    assert poison["id"] not in [one["id"] for one in parked(system, "orders")]
    assert_balanced(system, orders)


def test_a_parked_message_is_redriven_once_its_cause_is_gone(system: System):
    """A fact about an order that is not there yet waits for a person, and then counts."""
    external_id = f"late-{uuid.uuid4()}"
    system.behave("acme", confirm_after_s=None)
    probe = system.placed(external_id=external_id, client="other")
    order_id = _future_id(system, external_id)
    assert probe != order_id
    inbox(system, "orders", json.dumps(shipped_event(order_id)))
    found = system.until(
        lambda: [one for one in parked(system, "orders") if order_id in one["body"]], within_s=180
    )
    assert "OrderUnknown" in found[0]["reason"]

    assert system.placed(external_id=external_id) == order_id
    invoke(system, "orders", "redrive", {"action": "redrive", "ids": [found[0]["id"]]})

    system.reaches(order_id, "shipped")
    assert not [one for one in parked(system, "orders") if order_id in one["body"]]


def test_a_carrier_that_was_down_gets_its_orders_when_it_is_back(system: System):
    system.behave("acme", mode="down")
    orders = [system.placed(carrier="acme") for _ in range(3)]
    for order_id in orders:
        system.until(lambda one=order_id: system.requests("acme", one))
        assert system.order(order_id)["state"] == "pending"

    system.behave("acme", mode="accept")

    for order_id in orders:
        system.reaches(order_id, "shipped", within_s=240)
        attempts = system.requests("acme", order_id)
        assert len({one["headers"]["idempotency-key"] for one in attempts}) == 1
    assert_balanced(system, orders)


def test_a_carrier_that_refuses_stops_the_order_for_a_person(system: System):
    system.behave("acme", mode="refuse")
    order_id = system.placed(carrier="acme")

    order = system.reaches(order_id, "exception")

    assert "422" in order["reason"]
    (raised,) = [
        e for e in system.events(order_id) if e["detail_type"] == "order.exception_raised.v1"
    ]
    assert raised["data"]["retryable"] is False


def test_an_event_that_cannot_be_published_stops_no_other(local_system: System):
    system = local_system
    table = system.parameter("orders/events/table")
    stream = str(uuid.uuid4())
    events = [["order-cancelled/1", {"carrier": "acme", "reason": None}], ["no-such-name/1", {}]]
    row: dict[str, Any] = {
        "stream_id": {"S": stream},
        "version": {"N": "1"},
        "last_version": {"N": "2"},
        "events": {"S": json.dumps(events)},
        "occurred_at": {"S": "2026-11-20T10:00:00.000000Z"},
    }
    texts = ("command_id", "fingerprint", "tenant_id", "correlation_id", "causation_id", "actor")
    row |= {name: {"S": POISON} for name in texts}
    with tap(system) as feed:
        system.aws("dynamodb").put_item(TableName=table, Item=row)
        order_id = system.placed(carrier="acme")
        failure = system.until(lambda: feed.seen("order.publication_failed.v1", stream))
        assert failure[0]["detail"]["data"]["failed_event_id"] == f"{stream}#2"
        system.until(lambda: feed.seen("order.cancelled.v1", stream))
        system.until(lambda: feed.seen("order.placed.v1", order_id))
    system.reaches(order_id, "shipped")


@pytest.mark.usefixtures("willing_carriers")
def test_what_was_stored_before_a_crash_is_published_after_it(local_system: System):
    system = local_system
    pipe = _pipe_of(system, "orders")
    system.aws("pipes").stop_pipe(Name=pipe)
    orders = [system.placed(carrier="acme") for _ in range(3)]
    assert system.place is not None

    engine_program.stop(system.place)
    engine_program.start(system.place)
    assert [system.order(one)["state"] for one in orders] == ["pending"] * 3
    system.aws("pipes").start_pipe(Name=pipe)

    for order_id in orders:
        system.reaches(order_id, "shipped", within_s=120)
    assert_balanced(system, orders)


def test_nothing_is_left_unexplained(system: System):
    """The last of the faults: every dead-letter queue is empty, every parked message has a why."""
    assert dead_letters(system) == {}
    assert all(one["reason"] for one in all_parked(system))


def _future_id(system: System, external_id: str) -> str:
    tenant = system.clients["demo"]["tenant_id"]
    namespace = system.aws("ssm").get_parameter(
        Name=f"/waybill/{system.stage}/tenants/{tenant}/namespace", WithDecryption=True
    )["Parameter"]["Value"]
    return str(uuid.uuid5(uuid.UUID(namespace), f"external:{external_id}"))


def _pipe_of(system: System, service: str) -> str:
    table = system.parameter(f"{service}/events/table")
    pipes = system.aws("pipes").list_pipes()["Pipes"]
    return next(pipe["Name"] for pipe in pipes if f"table/{table}/" in pipe["Source"])


def _passed_on(system: System, feed: Tap, patterns: dict[str, list[dict[str, Any]]]) -> list[Any]:
    fresh = feed.poll()
    for event in fresh:
        deliver(system, patterns, event)
    return [event for event in fresh if "audit_digest" not in event["detail-type"]]


def _is_drained(system: System) -> bool:
    sqs = system.aws("sqs")
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    for service in ("orders", "carrier-gateway", "notifications"):
        url = system.parameter(f"{service}/inbox/url")
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        if any(int(found[name]) for name in names):
            return False
    return True
