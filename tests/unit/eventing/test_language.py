"""What a context says: contracts that hold, and refusals that tell no values."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.domain.details import Customer, Line
from contracts.order import OrderCancelledV1
from eventing import language
from eventing.audit_event import WindowAudited
from eventing.codec import UnknownStoredName, Upcast
from eventing.envelope import ContractViolation
from eventing.language import Language, joined
from eventing.memory import InMemoryEventStore
from eventing.stream import Commit
from tests.support.contract import assert_valid
from tests.support.orders import DETAILS, NOON, OPENING, ORDER_ID, PLACED, commit


def test_each_event_of_a_commit_becomes_one_message_with_a_derived_id():
    messages = LANGUAGE.messages(OPENING)
    assert [(m.detail_type, m.metadata.event_id, m.metadata.stream_version) for m in messages] == [
        ("order.placed.v1", f"{ORDER_ID}#1", 1),
        ("order.ready_to_ship.v1", f"{ORDER_ID}#2", 2),
    ]
    assert LANGUAGE.messages(OPENING) == messages


def test_a_message_says_who_when_and_why():
    first = LANGUAGE.messages(OPENING)[0]
    assert (first.source, first.detail["metadata"]) == (
        "waybill.orders",
        {
            "event_id": f"{ORDER_ID}#1",
            "occurred_at": "2026-11-20T12:00:00.000Z",
            "tenant_id": "demo",
            "stream_id": ORDER_ID,
            "stream_version": 1,
            "correlation_id": ORDER_ID,
            "causation_id": f"{ORDER_ID}/1",
            "actor": "client:demo",
        },
    )


def test_the_detail_of_one_commit_is_compact_json_with_no_escapes():
    placed = replace(PLACED, details=replace(DETAILS, notes="Grüße"))
    assert '"notes":"Grüße"' in LANGUAGE.messages(commit(placed))[0].detail_json


def test_a_broken_contract_is_refused_by_the_names_of_its_fields_never_their_values():
    bad = replace(DETAILS, customer=Customer("", "x" * 321), currency="secret")
    with pytest.raises(ContractViolation) as refused:
        LANGUAGE.messages(commit(replace(PLACED, details=bad)))
    assert "name" in str(refused.value)
    assert "xxx" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_an_event_too_large_for_the_bus_is_refused_before_it_is_stored():
    lines = (Line("tea", 1, DETAILS.lines[0].unit_price, "ü" * 500),) * 400
    with pytest.raises(ContractViolation, match=r"order\.placed\.v1 of \d+ bytes is too large"):
        LANGUAGE.messages(commit(replace(PLACED, details=replace(DETAILS, lines=lines))))


def test_the_limit_itself_is_not_too_large(monkeypatch):
    size = len(LANGUAGE.messages(commit(PLACED))[0].detail_json.encode())
    monkeypatch.setattr(language, "MAX_DETAIL_BYTES", size)
    LANGUAGE.messages(commit(PLACED))
    monkeypatch.setattr(language, "MAX_DETAIL_BYTES", size - 1)
    with pytest.raises(ContractViolation):
        LANGUAGE.messages(commit(PLACED))


def test_the_digest_is_part_of_every_language():
    digest = WindowAudited(NOON, NOON, 1, 1, ((ORDER_ID, 2),))
    audited = commit(digest, stream_id="audit:order", tenant_id="waybill")
    message = LANGUAGE.messages(audited)[0]
    assert_valid("order.audit_digest.v1", message.detail)
    assert message.data["streams"] == [{"stream_id": ORDER_ID, "version": 2}]
    assert LANGUAGE.codec.decode(LANGUAGE.codec.encode([digest])) == (digest,)


# Several aggregates


@dataclass(frozen=True)
class Noted:
    """An event of another aggregate of the same context."""

    text: str


def noted(event: Noted, event_id: str) -> list[OrderCancelledV1]:
    return [OrderCancelledV1(order_id=event_id.partition("#")[0], carrier=event.text)]


NOTES: Language[Noted] = Language(
    context="order", source="waybill.orders", stored={"noted/1": Noted}, contracts=noted
)
BOTH = joined(LANGUAGE, NOTES)
NOTE = Commit(ORDER_ID, 1, (Noted("acme"),), OPENING.provenance)


def test_joined_languages_say_what_each_of_them_says():
    assert BOTH.messages(OPENING) == LANGUAGE.messages(OPENING)
    assert BOTH.messages(NOTE) == NOTES.messages(NOTE)
    assert BOTH.codec.names == LANGUAGE.codec.names | NOTES.codec.names
    assert BOTH.detail_type("audit_digest") == "order.audit_digest.v1"


def test_older_names_of_each_are_still_read():
    older = {"noted/0": Upcast("noted/1", lambda data: {"text": data["words"]})}
    notes = Language(
        context="order",
        source="waybill.orders",
        stored={"noted/1": Noted},
        contracts=noted,
        upcasts=older,
    )
    assert joined(LANGUAGE, notes).codec.decode_one("noted/0", {"words": "a"}) == Noted("a")


def test_the_streams_of_all_lie_in_one_store_each_read_in_its_own_language():
    store = InMemoryEventStore(BOTH)
    notes = store.speaking(NOTES)
    notes.append(NOTE)
    assert store.read(ORDER_ID).commits == notes.read(ORDER_ID).commits == (NOTE,)
    with pytest.raises(UnknownStoredName):
        store.speaking(LANGUAGE).read(ORDER_ID)


def test_two_may_not_store_under_one_name():
    with pytest.raises(ValueError, match="order-placed/1"):
        joined(LANGUAGE, LANGUAGE)


def test_languages_of_several_contexts_are_not_joined():
    other = Language(context="carrier", source="waybill.orders", stored={}, contracts=noted)
    with pytest.raises(ValueError, match="unpack"):
        joined(LANGUAGE, other)
