"""The bus is told, and believed only where it confirms."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from eventing import aws
from eventing.bus import EventBridgeBus, PublicationFailed
from tests.support.apps import ENVIRONMENT
from tests.support.aws import account, bus, taken
from tests.support.orders import OPENING

MESSAGE = LANGUAGE.messages(OPENING)[0]


@pytest.fixture
def heard() -> Iterator[str]:
    with account():
        yield bus()


def test_what_is_put_is_heard_whole(heard):
    EventBridgeBus(ENVIRONMENT["BUS_NAME"]).put(LANGUAGE.messages(OPENING))
    placed, ready = taken(heard)
    assert (placed["source"], placed["detail-type"]) == ("waybill.orders", "order.placed.v1")
    assert placed["detail"] == MESSAGE.detail
    assert placed["time"].startswith("2026-11-20T12:00:00")
    assert ready["detail-type"] == "order.ready_to_ship.v1"


def test_more_than_one_call_takes_is_put_by_several(heard):
    many = [replace(MESSAGE, data=MESSAGE.data | {"notes": str(n)}) for n in range(25)]
    EventBridgeBus(ENVIRONMENT["BUS_NAME"]).put(many)
    assert {event["detail"]["data"]["notes"] for event in taken(heard)} == set(map(str, range(25)))


def test_nothing_to_say_is_no_call():
    EventBridgeBus("a bus that is nowhere").put([])


def test_an_entry_that_the_bus_refuses_is_a_failure_named_by_its_code(heard):
    client = aws.client("events")

    def refuse_one(parsed, **_):
        parsed["FailedEntryCount"] = 1
        parsed["Entries"][0] = {"ErrorCode": "InternalFailure", "ErrorMessage": "…"}

    client.meta.events.register("after-call.events.PutEvents", refuse_one)
    try:
        with pytest.raises(PublicationFailed, match=r"1 refused: \['InternalFailure'\]"):
            EventBridgeBus(ENVIRONMENT["BUS_NAME"]).put([MESSAGE])
    finally:
        client.meta.events.unregister("after-call.events.PutEvents", refuse_one)
