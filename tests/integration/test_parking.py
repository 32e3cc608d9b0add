"""What could not be processed waits where a person sees it, until that person has decided."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from eventing.parking import NotParked, ParkedItem, Parking
from eventing.service import Service
from eventing.tables import bound
from tests.support.apps import ENVIRONMENT
from tests.support.aws import account, queue, taken
from tests.support.contract import violations
from tests.support.memory import Listener
from tests.support.orders import OPENING, ORDER_ID

MESSAGE = LANGUAGE.messages(OPENING)[0]
BODY = json.dumps(
    {"source": "waybill.orders", "detail-type": "order.placed.v1", "detail": MESSAGE.detail}
)


@pytest.fixture
def bus() -> Listener:
    return Listener()


@pytest.fixture
def inbox() -> Iterator[str]:
    with account():
        yield queue("inbox")


@pytest.fixture
def parking(bus, inbox) -> Parking:
    return Parking("parked", LANGUAGE, bus, inbox)


def dead(body: str = BODY, message_id: str = "m-1", **attributes: str) -> dict[str, Any]:
    """Build what SQS hands to the function that drains a dead-letter queue."""
    told = {
        name: {"stringValue": value, "dataType": "String"} for name, value in attributes.items()
    }
    record = {
        "messageId": message_id,
        "body": body,
        "attributes": {"ApproximateReceiveCount": "6"},
        "messageAttributes": told,
    }
    return {"Records": [record]}


def item(message_id: str = "m-1") -> ParkedItem:
    return bound(ParkedItem, "parked").get(message_id)


def test_a_parked_message_keeps_its_body_and_the_last_reason_it_failed_for(parking):
    parking.note("m-1", "ConnectionError: first")
    parking.note("m-1", "ConnectionError: last")
    parking.park(dead())
    [waiting] = parking.waiting()
    assert (waiting.id, waiting.body, waiting.reason) == ("m-1", BODY, "ConnectionError: last")
    assert waiting.receives == 6


def test_the_world_is_told_which_event_was_parked_and_why(parking, bus):
    parking.note("m-1", "ConnectionError: away")
    parking.park(dead())
    [told] = bus.heard
    assert (told.detail_type, told.metadata.event_id) == (
        "order.message_parked.v1",
        "parked:m-1#1",
    )
    assert told.data == {
        "parked_id": "m-1",
        "queue": "inbox",
        "reason": "ConnectionError: away",
        "receives": 6,
        "detail_type": "order.placed.v1",
        "event_id": f"{ORDER_ID}#1",
    }
    assert (told.metadata.tenant_id, told.metadata.correlation_id) == ("demo", ORDER_ID)


def test_a_rule_that_could_not_deliver_tells_the_reason_itself(parking, bus):
    parking.park(dead(ERROR_MESSAGE="no permission", ERROR_CODE="NO_PERMISSIONS"))
    assert bus.heard[0].data["reason"] == "no permission"


def test_a_message_that_never_came_as_far_as_failing_was_received_too_often(parking, bus):
    parking.park(dead())
    assert bus.heard[0].data["reason"] == "received too often"


def test_a_long_reason_is_cut(parking, bus):
    parking.note("m-1", "x" * 5000)
    parking.park(dead())
    parking.park(dead(message_id="m-2", ERROR_MESSAGE="y" * 5000))
    assert [len(told.data["reason"]) for told in bus.heard] == [1000, 1000]


def test_parking_again_says_the_same_again_and_keeps_the_first_time(parking, bus):
    parking.park(dead())
    parking.park(dead())
    assert bus.heard[0] == bus.heard[1]
    assert len(list(parking.waiting())) == 1


def test_what_the_bus_refuses_stays_in_the_queue_and_is_told_later(parking, bus):
    bus.refuses = True
    with pytest.raises(Exception, match="refused"):
        parking.park(dead())
    bus.refuses = False
    parking.park(dead())
    assert bus.event_ids == ["parked:m-1#1"]


def test_a_redriven_message_is_in_the_inbox_again_and_waits_no_more(parking, inbox):
    parking.park(dead())
    parking.redrive("m-1")
    assert taken(inbox) == [json.loads(BODY)]
    assert (list(parking.waiting()), item().status) == ([], "redriven")


def test_a_message_is_marked_redriven_only_after_it_was_sent(bus):
    with account():  # that has no inbox
        parking = Parking("parked", LANGUAGE, bus, ENVIRONMENT["INBOX_URL"])
        parking.park(dead())
        with pytest.raises(Exception, match="NonExistentQueue"):
            parking.redrive("m-1")
        assert [waiting.id for waiting in parking.waiting()] == ["m-1"]


def test_a_discarded_message_waits_no_more_and_is_not_sent(parking, inbox):
    parking.park(dead())
    parking.discard("m-1")
    assert (list(parking.waiting()), item().status, taken(inbox)) == ([], "discarded", [])


@pytest.mark.parametrize("again", [Parking.redrive, Parking.discard])
def test_what_was_settled_cannot_be_settled_again(parking, again):
    parking.park(dead())
    parking.redrive("m-1")
    with pytest.raises(NotParked):
        again(parking, "m-1")


@pytest.mark.parametrize("settle", [Parking.redrive, Parking.discard])
def test_what_still_fails_in_the_queue_is_not_yet_parked(parking, settle):
    parking.note("m-1", "ConnectionError")
    for message_id in ("m-1", "nobody"):
        with pytest.raises(NotParked):
            settle(parking, message_id)


def test_a_dead_letter_that_comes_twice_does_not_undo_what_a_person_decided(parking, bus):
    parking.park(dead())
    parking.discard("m-1")
    parking.park(dead())
    assert (item().status, len(bus.heard)) == ("discarded", 1)


def test_what_waits_for_a_person_never_expires_and_what_is_settled_does(parking):
    parking.note("m-1", "ConnectionError")
    assert item().expires_at - datetime.now(UTC) > timedelta(days=29)
    parking.park(dead())
    assert item().expires_at is None
    parking.discard("m-1")
    assert item().expires_at - datetime.now(UTC) > timedelta(days=89)


def test_a_consumer_that_is_late_does_not_let_a_parked_message_expire(parking):
    parking.park(dead())
    parking.note("m-1", "ConnectionError: too late")
    assert (item().status, item().expires_at) == ("parked", None)


ANYTHING = st.none() | st.integers() | st.text(st.characters()) | st.lists(st.text(), max_size=1)
METADATA = st.dictionaries(
    st.sampled_from(["event_id", "tenant_id", "correlation_id"]), ANYTHING, max_size=3
)
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "detail-type": ANYTHING,
        "detail": ANYTHING | st.just({}) | METADATA.map(lambda m: {"metadata": m}),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given((ANYTHING | EVENTS).map(json.dumps) | st.text())
@example("[" * 100_000)
@example(json.dumps({"detail-type": "\ud800", "detail": {"metadata": {"event_id": "\ud800"}}}))
def test_anything_can_be_parked_and_told_under_the_contract(parking, bus, body):
    bus.heard.clear()
    parking.park(dead(body, message_id=f"m-{hash(body)}"))
    [told] = bus.heard
    told.detail_json.encode()
    assert violations(told.detail_type, told.detail) == []


# As an administrator asks for it


@pytest.fixture
def service(parking, inbox) -> Service[Any]:
    service = Service(LANGUAGE, {**ENVIRONMENT, "INBOX_URL": inbox})
    service.__dict__["parking"] = parking
    for message_id in ("m-1", "m-2", "m-3"):
        parking.park(dead(message_id=message_id))
    return service


def test_an_administrator_redrives_some_and_discards_the_rest(service, inbox):
    assert service.settle_parked({"action": "redrive", "ids": ["m-2"]}) == {
        "settled": ["m-2"],
        "not_parked": [],
    }
    discarded = service.settle_parked({"action": "discard", "all": True})["settled"]
    assert (sorted(discarded), len(taken(inbox))) == (["m-1", "m-3"], 1)


def test_an_id_that_is_not_parked_stops_no_other(service):
    asked = {"action": "redrive", "ids": ["m-1", "nobody", "m-1", "m-2"]}
    assert service.settle_parked(asked) == {
        "settled": ["m-1", "m-2"],
        "not_parked": ["nobody", "m-1"],
    }
