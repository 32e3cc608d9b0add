"""What orders say is what their contracts say, and what they listen to is what carriers say."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.adapters.events_in import COMMANDS, handlers
from chalicelib.orders.adapters.failures_in import FAILURES
from chalicelib.orders.application.orders import Orders
from chalicelib.orders.domain.details import Amendment
from chalicelib.orders.domain.events import (
    Enriched,
    EnrichmentRequested,
    Event,
    TaxDocumentRequested,
)
from eventing.audit_event import WindowAudited
from eventing.consumer import consume
from eventing.memory import InMemoryEventStore
from tests.support import stages as full
from tests.support.contract import assert_valid
from tests.support.desk import PromptDesk
from tests.support.orders import (
    ACCEPTED,
    BARE_DETAILS,
    CANCELLED,
    DELIVERED,
    DETAILS,
    FAILED,
    NOON,
    ORDER_ID,
    PLACED,
    READY,
    SAID_SHIPPED,
    SHIPPED,
    commit,
    raised,
)

ROOT = Path(__file__).parents[2]
LINES = Amendment(lines=DETAILS.lines, currency="EUR")
EVERYTHING = Amendment(DETAILS.customer, DETAILS.ship_to, DETAILS.lines, "EUR", "globex")
GOLDEN = sorted((ROOT / "tests/golden/orders").glob("*.json"))

STORED: dict[str, Any] = {
    "placed": PLACED,
    "placed, bare": replace(PLACED, details=BARE_DETAILS),
    "placed, with stages": full.PLACED_FULL,
    "enrichment requested": full.ENRICHMENT_ASKED,
    "enrichment requested, nothing wanted": EnrichmentRequested("crm", (), BARE_DETAILS),
    "enriched": full.ENRICHED,
    "enriched, with lines": Enriched("crm", LINES, {}),
    "enriched, with nothing": Enriched("crm", Amendment(), {}),
    "review requested": full.REVIEW_ASKED,
    "reviewed": full.REVIEWED,
    "reviewed, no note": replace(full.REVIEWED, note=None),
    "tax document requested": full.DOCUMENT_ASKED,
    "tax document requested, bare": TaxDocumentRequested("paperless", BARE_DETAILS),
    "tax document issued": full.ISSUED,
    "tax document issued, no time": replace(
        full.ISSUED, document=replace(full.DOCUMENT, issued_at=None)
    ),
    "ready": READY,
    "ready, bare": replace(READY, consignment=BARE_DETAILS.consignment),
    "accepted": ACCEPTED,
    "accepted, no tracking number": replace(ACCEPTED, tracking_number=None),
    "shipped": SHIPPED,
    "shipped, no tracking number": replace(SHIPPED, tracking_number=None),
    "delivered": DELIVERED,
    "failed": FAILED,
    "contradicted": replace(FAILED, fact=SAID_SHIPPED),
    "stopped by the client": raised("shipping"),
    "resolved": full.resolved(3, "retry", "shipping"),
    "resolved, corrected": full.resolved(3, "correct", "tax_document", EVERYTHING),
    "resolution refused": full.refused(full.resolve(3, "accept_fact"), "no_fact"),
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

OPENINGS: dict[str, tuple[Event, ...]] = {
    "carrier": (PLACED, READY),
    "operator": (PLACED, READY, FAILED),
    "partner/enrichment_completed": full.ENRICHING,
    "partner/review_completed": full.REVIEWING,
    "partner/task_failed": full.ISSUING,
    "tax": full.ISSUING,
}
EXAMPLES = [
    path
    for detail_type in COMMANDS | FAILURES
    for path in sorted(
        (ROOT / "schemas").joinpath(*detail_type.split(".")[:2]).glob("examples/*.json")
    )
]


def test_every_event_that_is_listened_to_has_examples():
    assert {detail_type_of(path) for path in EXAMPLES} == set(COMMANDS | FAILURES)


def detail_type_of(path: Path) -> str:
    return ".".join(path.parts[-4:-2]) + ".v1"


def opening(path: Path) -> tuple[Event, ...]:
    """Return how an order stands to which the example at `path` means something."""
    context, fact = path.parts[-4:-2]
    return OPENINGS.get(f"{context}/{fact}") or OPENINGS[context]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: "/".join(path.parts[-4:]))
def test_every_example_of_what_others_say_is_taken(path):
    detail = json.loads(path.read_text())
    order_id, asked = detail["data"]["order_id"], len(opening(path))
    for name in {"answers", "exception_id"} & detail["data"].keys():
        detail["data"][name] = f"{order_id}#{asked}"
    if "task_type" in detail["data"]:
        detail["data"]["task_type"] = "TAX_DOCUMENT_ISSUANCE"
    store = InMemoryEventStore(LANGUAGE)
    store.append(commit(*opening(path)[:2], stream_id=order_id))
    for version, event in enumerate(opening(path)[2:], 3):
        store.append(commit(event, version=version, stream_id=order_id))
    event = {
        "source": "waybill.somebody",
        "detail-type": detail_type_of(path),
        "detail": detail,
    }
    records = {"Records": [{"messageId": "m", "body": json.dumps(event)}]}
    orders = Orders(store, lambda: NOON)
    consume(records, handlers(orders, PromptDesk(orders)), NoFailures())
    changes = detail["data"].get("status", "return_to_sender") == "return_to_sender"
    assert (store.read(order_id).version > asked) is changes


class NoFailures:
    def note(self, message_id: str, reason: str) -> None:
        pytest.fail(reason)
