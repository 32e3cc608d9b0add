"""What orders say is what their contracts say, and what they listen to is what carriers say."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.adapters.events_in import COMMANDS, handlers
from chalicelib.orders.application.orders import Orders
from chalicelib.orders.domain.events import Event
from eventing.audit_event import WindowAudited
from eventing.consumer import consume
from eventing.memory import InMemoryEventStore
from tests.support.contract import assert_valid
from tests.support.orders import (
    ACCEPTED,
    BARE_DETAILS,
    CANCELLED,
    DELIVERED,
    FAILED,
    NOON,
    ORDER_ID,
    PLACED,
    READY,
    SAID_SHIPPED,
    SHIPPED,
    commit,
)

ROOT = Path(__file__).parents[2]
GOLDEN = sorted((ROOT / "tests/golden/orders").glob("*.json"))

STORED: dict[str, Any] = {
    "placed": PLACED,
    "placed, bare": replace(PLACED, details=BARE_DETAILS),
    "ready": READY,
    "ready, bare": replace(READY, consignment=BARE_DETAILS.consignment),
    "accepted": ACCEPTED,
    "accepted, no tracking number": replace(ACCEPTED, tracking_number=None),
    "shipped": SHIPPED,
    "shipped, no tracking number": replace(SHIPPED, tracking_number=None),
    "delivered": DELIVERED,
    "failed": FAILED,
    "contradicted": replace(FAILED, fact=SAID_SHIPPED),
    "cancelled": CANCELLED,
    "cancelled, no reason": replace(CANCELLED, reason=None),
    "audited": WindowAudited(NOON, NOON, 1, 1, ((ORDER_ID, 3),)),
}


def test_every_event_is_in_the_list():
    kinds = {type(event) for event in STORED.values()}
    assert kinds == {WindowAudited, *Event.__args__}


@pytest.mark.parametrize("event", STORED.values(), ids=STORED)
def test_every_event_is_published_under_its_contract(event):
    [message] = LANGUAGE.messages(commit(event))
    assert_valid(message.detail_type, message.detail)
    assert message.source == "waybill.orders"


@pytest.mark.parametrize("event", STORED.values(), ids=STORED)
def test_every_event_is_read_back_as_it_was_written(event):
    assert LANGUAGE.codec.decode(LANGUAGE.codec.encode([event])) == (event,)


# What is stored once is read for ever: these files are added to, never edited.


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_was_ever_stored_is_read_and_says_what_it_always_said(path):
    golden = json.loads(path.read_text())
    event = LANGUAGE.codec.decode_one(*golden["stored"])
    [message] = LANGUAGE.messages(commit(event))
    assert (message.detail_type, message.data) == (golden["detail_type"], golden["data"])


def test_every_stored_name_has_its_golden_file():
    assert {json.loads(path.read_text())["stored"][0] for path in GOLDEN} == LANGUAGE.codec.names


@pytest.mark.parametrize("event", STORED.values(), ids=STORED)
def test_what_is_written_today_has_a_golden_file_too(event):
    written = json.loads(LANGUAGE.codec.encode([event]))[0]
    assert written in [json.loads(path.read_text())["stored"] for path in GOLDEN]


# What orders listen to

EXAMPLES = [
    path
    for detail_type in COMMANDS
    for path in sorted(
        (ROOT / "schemas").joinpath(*detail_type.split(".")[:2]).glob("examples/*.json")
    )
]


def test_every_event_that_is_listened_to_has_examples():
    assert {".".join(path.parts[-4:-2]) + ".v1" for path in EXAMPLES} == set(COMMANDS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: "/".join(path.parts[-4:]))
def test_every_example_of_what_carriers_say_is_taken(path):
    detail = json.loads(path.read_text())
    order_id = detail["data"]["order_id"]
    store = InMemoryEventStore(LANGUAGE)
    store.append(commit(PLACED, READY, stream_id=order_id))
    event = {
        "source": "waybill.carrier-gateway",
        "detail-type": ".".join(path.parts[-4:-2]) + ".v1",
        "detail": detail,
    }
    records = {"Records": [{"messageId": "m", "body": json.dumps(event)}]}

    consume(records, handlers(Orders(store, lambda: NOON)), NoFailures())
    assert store.read(order_id).version == 3


class NoFailures:
    def note(self, message_id: str, reason: str) -> None:
        pytest.fail(reason)
