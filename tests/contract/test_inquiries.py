"""What the gateway says about questions of orders keeps the contracts, and is understood later."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.carrier_gateway.adapters import events_in
from chalicelib.carrier_gateway.adapters.contracts_out import LANGUAGE
from chalicelib.carrier_gateway.adapters.contracts_out.inquiries import LANGUAGE as OWN
from chalicelib.carrier_gateway.domain.answers import Decision, Enrichment
from chalicelib.carrier_gateway.domain.inquiry.events import Event, TaskRequested
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from eventing.consumer import delivery_of
from eventing.language import metadata_of
from eventing.stream import Commit, Provenance
from tests.support.contract import assert_valid
from tests.support.conversations import NOON, ORDER_ID, READY, TENANT, World
from tests.support.inquiries import (
    BY,
    COMPLETED,
    ISSUED,
    QUESTION,
    REFUSED,
    REJECTED,
    REQUESTED,
    REVIEWED,
    TAKEN,
    UNREACHABLE,
    WITHDRAWN,
)

ENRICHMENT, TAX, REVIEW = Task.ENRICHMENT, Task.TAX_DOCUMENT, Task.REVIEW
TO_A_PERSON = TaskRequested(None, 2, 1, "cb-1", READY, {"rule": "total"}, answer_by=BY)
EVENTS: dict[str, tuple[Task, Event, str]] = {
    "task-requested-1.partner": (ENRICHMENT, REQUESTED, "partner.task_requested.v1"),
    "task-requested-1.person": (REVIEW, TO_A_PERSON, "partner.task_requested.v1"),
    "task-taken-1.full": (ENRICHMENT, TAKEN, "partner.task_taken.v1"),
    "enrichment-completed-1.full": (ENRICHMENT, COMPLETED, "partner.enrichment_completed.v1"),
    "enrichment-completed-1.bare": (
        ENRICHMENT,
        replace(COMPLETED, enrichment=Enrichment()),
        "partner.enrichment_completed.v1",
    ),
    "document-issued-1.full": (TAX, ISSUED, "tax.document_issued.v1"),
    "document-issued-1.no-date": (
        TAX,
        replace(ISSUED, document=replace(ISSUED.document, issued_at=None)),
        "tax.document_issued.v1",
    ),
    "document-rejected-1.full": (TAX, REJECTED, "tax.document_rejected.v1"),
    "review-completed-1.approved": (REVIEW, REVIEWED, "partner.review_completed.v1"),
    "review-completed-1.rejected": (
        REVIEW,
        replace(REVIEWED, decision=Decision.REJECTED, note=None),
        "partner.review_completed.v1",
    ),
    "task-failed-1.refused": (TAX, REFUSED, "partner.task_failed.v1"),
    "task-failed-1.unreachable": (ENRICHMENT, UNREACHABLE, "partner.task_failed.v1"),
    "task-failed-1.person": (
        REVIEW,
        replace(UNREACHABLE, partner=None, code="no_answer"),
        "partner.task_failed.v1",
    ),
    "task-withdrawn-1.partner": (TAX, WITHDRAWN, "partner.task_withdrawn.v1"),
    "task-withdrawn-1.person": (
        REVIEW,
        replace(WITHDRAWN, partner=None),
        "partner.task_withdrawn.v1",
    ),
}
PROVENANCE = Provenance("c", "", TENANT, ORDER_ID, READY, "system:carrier-gateway", NOON)
ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/golden/carrier-gateway/inquiries"
NAMES = sorted(EVENTS)
QUESTIONS = {
    "order/enrichment_requested": ENRICHMENT,
    "order/tax_document_requested": TAX,
    "order/review_requested": REVIEW,
}


def said(task: Task, event: Event):
    (message,) = LANGUAGE.messages_of(event, metadata_of(stream_of(ORDER_ID, task), 1, PROVENANCE))
    return message


@pytest.mark.parametrize("name", NAMES)
def test_every_stored_event_is_one_valid_contract(name):
    task, event, detail_type = EVENTS[name]
    message = said(task, event)
    assert message.detail_type == detail_type
    assert message.data["order_id"] == ORDER_ID
    assert message.data.get("task_type", task) == task
    assert_valid(detail_type, message.detail)


def test_every_event_that_is_stored_is_tried_here():
    stored = {name for name in OWN.codec.names if not name.startswith("audit")}
    assert len(stored) == len({type(event) for _, event, _ in EVENTS.values()})


@pytest.mark.parametrize("name", NAMES)
def test_every_event_is_read_back_as_it_was_stored(name):
    world, (task, event, _) = World(), EVENTS[name]
    stream = stream_of(ORDER_ID, task)
    world.questions.append(Commit(stream, 1, (event,), PROVENANCE))
    assert world.questions.read(stream).events == [event]


# What is stored once is read for ever: these files are added to, never edited.


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_what_was_ever_stored_is_read_and_says_what_it_always_said(path):
    golden = json.loads(path.read_text())
    message = said(Task(golden["task_type"]), LANGUAGE.codec.decode_one(*golden["stored"]))
    assert (message.detail_type, message.data) == (golden["detail_type"], golden["data"])


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_today_has_a_golden_file(name):
    (written,) = json.loads(LANGUAGE.codec.encode([EVENTS[name][1]]))
    assert written == json.loads((GOLDEN / f"{name}.json").read_text())["stored"]


def test_only_what_a_partner_knows_of_a_person_is_told():
    personal = {"enrichment-completed-1.full", "review-completed-1.approved"}
    for name, (task, event, _) in EVENTS.items():
        text = said(task, event).detail_json
        assert any(word in text for word in ("Ada", "Ring.", "Known")) is (name in personal)


@pytest.mark.parametrize(
    "path",
    [
        path
        for fact in QUESTIONS
        for path in sorted((ROOT / "schemas" / fact / "examples").glob("*"))
    ],
    ids=lambda path: f"{path.parts[-3]} {path.stem}",
)
def test_every_question_of_an_order_is_understood(path):
    detail = json.loads(path.read_text())
    world, woken = World(), []
    data = detail["data"]
    fact = "/".join(path.parts[-4:-2])
    task = QUESTIONS[fact]
    if task is not REVIEW:
        kind = {ENRICHMENT: "enrichment", TAX: "tax_document"}[task]
        world.partners[data["partner"]] = replace(
            world.partners["crm"], id=data["partner"], kind=kind
        )
    deliver(world, woken, f"{fact.replace('/', '.')}.v1", detail)
    (commit,) = world.questions.read(stream_of(data["order_id"], task)).commits
    (asked,) = commit.events
    kept = {name: value for name, value in data.items() if name not in ("order_id", "partner")}
    assert asked.question == kept
    assert commit.provenance.causation_id == detail["metadata"]["event_id"]
    assert woken == ([] if task is REVIEW else [data["partner"]])


def test_every_decision_of_an_operator_is_understood():
    for path in sorted((ROOT / "schemas/operator/review_decided/examples").glob("*")):
        detail = json.loads(path.read_text())
        world, order_id = World(), detail["data"]["order_id"]
        stream = stream_of(order_id, REVIEW)
        asked = TaskRequested(None, 1, 1, "cb-1", READY, QUESTION, answer_by=BY)
        world.questions.append(Commit(stream, 1, (asked,), PROVENANCE))
        deliver(world, [], "operator.review_decided.v1", detail)
        answered = world.questions.read(stream).commits[-1]
        assert answered.events[0].decision == detail["data"]["decision"]
        assert answered.provenance.actor == f"operator:{detail['data']['requested_by']}"


def deliver(world, woken, detail_type, detail):
    event = {"source": "waybill.orders", "detail-type": detail_type, "detail": detail}
    handlers = events_in.handlers(world.conversations, world.inquiries, woken.append)
    handlers[detail_type](delivery_of(json.dumps(event)))
