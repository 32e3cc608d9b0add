"""What letters say to the world keeps the contracts, and what they listen to is understood."""

import json
from pathlib import Path

import pytest

from chalicelib.notifications.adapters import events_in
from chalicelib.notifications.adapters.contracts_out import LANGUAGE
from chalicelib.notifications.domain.events import (
    AddressAwaited,
    AttemptBegun,
    Event,
    LetterFailed,
    LetterHeld,
    LetterSent,
)
from eventing.consumer import delivery_of
from eventing.language import metadata_of
from eventing.stream import Commit, Provenance
from tests.support.contract import assert_valid
from tests.support.letters import (
    DOCUMENT,
    NOON,
    ORDER_ID,
    SHIPMENT,
    SHIPPED_LETTER,
    TENANT,
    World,
)

ANSWERS = f"{ORDER_ID}#4"
EVENTS: list[tuple[Event, str]] = [
    (AddressAwaited(ANSWERS, SHIPMENT), "notification.awaiting_address.v1"),
    (AddressAwaited(ANSWERS, None, DOCUMENT), "notification.awaiting_address.v1"),
    (AddressAwaited(ANSWERS, None), "notification.awaiting_address.v1"),
    (AttemptBegun(ANSWERS, 2, SHIPMENT), "notification.pending.v1"),
    (AttemptBegun(ANSWERS, 2, None, DOCUMENT), "notification.pending.v1"),
    (LetterSent(ANSWERS, 2, "m-1"), "notification.sent.v1"),
    (LetterSent(ANSWERS, 2, None), "notification.sent.v1"),
    (LetterFailed(ANSWERS, 2, "Throttling", "Too many.", True), "notification.failed.v1"),
    (LetterHeld(ANSWERS, 2, "silence"), "notification.held.v1"),
]
PROVENANCE = Provenance("c", "", TENANT, ORDER_ID, ANSWERS, "system:notifications", NOON)
ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
GOLDEN = sorted((ROOT / "tests/golden/notifications").glob("*.json"))
HEARD = {
    "placed": "order_placed",
    "enriched": None,
    "exception_resolved": None,
    "tax_document_issued": "order_processing",
    "shipped": "order_shipped",
}
EXAMPLES = [p for fact in HEARD for p in sorted((SCHEMAS / "order" / fact).glob("examples/*.json"))]


@pytest.mark.parametrize(("event", "detail_type"), EVENTS)
def test_every_stored_event_is_one_valid_contract(event: Event, detail_type: str):
    metadata = metadata_of(SHIPPED_LETTER, 1, PROVENANCE)
    (message,) = LANGUAGE.messages_of(event, metadata)
    assert message.detail_type == detail_type
    assert message.data["letter_id"] == SHIPPED_LETTER
    assert_valid(detail_type, message.detail)


@pytest.mark.parametrize("event", [event for event, _ in EVENTS])
def test_every_event_is_read_back_as_it_was_stored(event: Event):
    world = World()
    world.store.append(Commit(SHIPPED_LETTER, 1, (event,), PROVENANCE))
    assert world.store.read(SHIPPED_LETTER).events == [event]


# What is stored once is read for ever: these files are added to, never edited.


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_was_ever_stored_is_read_and_says_what_it_always_said(path: Path):
    golden = json.loads(path.read_text())
    event = LANGUAGE.codec.decode_one(*golden["stored"])
    (message,) = LANGUAGE.messages_of(event, metadata_of(SHIPPED_LETTER, 1, PROVENANCE))
    assert (message.detail_type, message.data) == (golden["detail_type"], golden["data"])


@pytest.mark.parametrize("event", [event for event, _ in EVENTS])
def test_what_is_written_today_has_a_golden_file(event: Event):
    (written,) = json.loads(LANGUAGE.codec.encode([event]))
    assert written in [json.loads(path.read_text())["stored"] for path in GOLDEN]


def test_what_was_stored_before_letters_had_documents_has_none():
    old = [path for path in GOLDEN if path.stem.endswith("before-documents")]
    events = [LANGUAGE.codec.decode_one(*json.loads(p.read_text())["stored"]) for p in old]
    assert {(type(event), event.shipment) for event in events} == {
        (AddressAwaited, SHIPMENT),
        (AttemptBegun, SHIPMENT),
        (AttemptBegun, None),
    }
    assert {event.document for event in events} == {None}


def test_no_event_holds_personal_data_the_parcel_or_the_document():
    for event, _ in EVENTS:
        (message,) = LANGUAGE.messages_of(event, metadata_of(SHIPPED_LETTER, 1, PROVENANCE))
        assert "1Z-9" not in message.detail_json
        assert DOCUMENT.key not in message.detail_json


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_example_of_what_is_heard_is_understood(example: Path):
    world = World()
    fact = example.parts[-3]
    detail = json.loads(example.read_text())
    said = {"source": "waybill.orders", "detail-type": f"order.{fact}.v1", "detail": detail}
    events_in.handlers(world.letters)[f"order.{fact}.v1"](delivery_of(json.dumps(said)))
    if letter := HEARD[fact]:
        letter_id = f"{detail['data']['order_id']}:{letter}"
        assert world.letter(letter_id).answers == detail["metadata"]["event_id"]


def test_there_are_examples_of_what_is_heard():
    assert {path.parts[-3] for path in EXAMPLES} == set(HEARD)
