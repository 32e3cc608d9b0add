"""The example subscriber on the running system: what it is made to miss, it names and gets back."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.subscriber_stack import Probe, Subscriber, asks_for, invoked, names, probe
from tests.e2e.waybill_system import System
from tools import subscriber as example
from tools.stack import delete_stack, put_stack
from tools.template import read


@pytest.fixture(scope="module")
def subscriber(system: System) -> Iterator[Subscriber]:
    if system.place is None:
        pytest.skip("on AWS a digest takes seven minutes")
    example.deploy(system.stage, AskAfterSeconds="0")
    stack = f"waybill-{system.stage}-subscriber"
    yield Subscriber(system, stack)
    delete_stack(stack)


@pytest.fixture
def elsewhere(system: System) -> Iterator[Subscriber]:
    """One behind a bus of its own, as in another account."""
    there = {"Stage": "elsewhere", "WaybillBusArn": system.parameter("platform/bus/arn")}
    put_stack("waybill-bus", read(example.FOLDER / "other-account.yaml"), there)
    example.deploy(system.stage, follow="elsewhere", Subscriber="elsewhere")
    yield Subscriber(system, "waybill-elsewhere-subscriber")
    delete_stack("waybill-elsewhere-subscriber")
    delete_stack("waybill-bus")


@pytest.fixture(scope="module")
def bus(system: System, subscriber: Subscriber) -> Iterator[Probe]:
    with probe(system) as listening:
        yield listening


@pytest.fixture
def audit(system: System) -> Callable[[], None]:
    """Let the minute of the orders service's audit be now."""
    stack = {"StackName": f"waybill-{system.stage}-orders", "LogicalResourceId": "Audit"}
    found = system.aws("cloudformation").describe_stack_resource(**stack)["StackResourceDetail"]
    return lambda: invoked(system, found["PhysicalResourceId"], {})


@pytest.fixture(autouse=True)
def nobody_ships(willing_carriers: None, system: System) -> None:
    """What is missed is only what a test lets pass by: no carrier adds to it."""
    for carrier in system.partners:
        system.behave(carrier, mode="silent")


def audited_until(system: System, audit: Callable[[], None], there: Callable[[], object]) -> None:
    """Let the service audit itself again and again until `there`."""

    def look() -> bool:
        audit()
        return bool(there())

    system.until(look)


def id_of(event: dict[str, Any]) -> str:
    return str(event["detail"]["metadata"]["event_id"])


def placed(system: System, bus: Probe) -> str:
    """Place an order, and wait until its events were on the bus."""
    order_id = system.placed()
    bus.until(lambda event: id_of(event) == f"{order_id}#2")
    return order_id


def test_an_order_is_followed(system: System, subscriber: Subscriber):
    order_id = system.placed()

    system.until(lambda: subscriber.knows_all_of(order_id))

    report = subscriber.report(order_id)
    assert (report["state"], report["missing"]) == ("pending", [])
    assert subscriber.report()["orders"]["pending"] >= 1


def test_a_missed_event_is_named_by_the_digest_and_comes_back(
    system: System, subscriber: Subscriber, bus: Probe, audit: Callable[[], None]
):
    with subscriber.deaf():
        order_id = placed(system, bus)
    assert subscriber.report(order_id)["through"] == 0

    audited_until(system, audit, lambda: subscriber.knows_all_of(order_id))

    question = bus.until(lambda event: asks_for(event, f"{order_id}#1"))
    digest = question["detail"]["metadata"]["causation_id"]
    assert names(bus.until(lambda event: id_of(event) == digest), order_id)


def test_a_missed_digest_is_missed_too_and_what_it_named_comes_back(
    system: System, subscriber: Subscriber, bus: Probe, audit: Callable[[], None]
):
    audited_until(system, audit, lambda: subscriber.report()["audited_until"])
    with subscriber.deaf():
        order_id = placed(system, bus)
        audited_until(system, audit, lambda: bus.naming(order_id))
    (digest,) = bus.naming(order_id)

    audited_until(system, audit, lambda: subscriber.knows_all_of(order_id))

    bus.until(lambda event: asks_for(event, id_of(digest)))


def test_repeats_in_any_order_come_to_the_same(system: System, subscriber: Subscriber, bus: Probe):
    with subscriber.deaf():
        order_id = placed(system, bus)
    events = bus.events_of(order_id) * 2
    random.Random(7).shuffle(events)

    subscriber.deliver(events)

    system.until(lambda: subscriber.knows_all_of(order_id))
    assert subscriber.report(order_id)["missing"] == []


def test_a_replay_of_the_archive_fills_what_is_missing(
    system: System, subscriber: Subscriber, bus: Probe
):
    began = datetime.now(UTC) - timedelta(seconds=1)
    with subscriber.deaf():
        order_id = placed(system, bus)

    system.aws("events").start_replay(
        ReplayName=f"subscriber-{order_id[:8]}",
        EventSourceArn=system.parameter("platform/archive/arn"),
        EventStartTime=began,
        EventEndTime=datetime.now(UTC),
        Destination={
            "Arn": system.parameter("platform/bus/arn"),
            "FilterArns": [subscriber.outputs["RuleArn"]],
        },
    )

    system.until(lambda: subscriber.knows_all_of(order_id))
    assert any("replay-name" in event for event in bus.events_of(order_id))


def test_behind_a_bus_of_its_own_a_subscriber_hears_the_same(system: System, elsewhere: Subscriber):
    order_id = system.placed()

    system.until(lambda: elsewhere.knows_all_of(order_id))
