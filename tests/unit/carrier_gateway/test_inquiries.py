"""Asking partners and people about orders: who is called how, and what each answer leads to."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.carrier_gateway.application.calls import NoReply, Reply
from chalicelib.carrier_gateway.application.causes import Cause
from chalicelib.carrier_gateway.application.executions import Attempt
from chalicelib.carrier_gateway.application.replies import AnswerUnreadable
from chalicelib.carrier_gateway.domain.answering import (
    AnswerRefused,
    ConversationUnknown,
    callback_id,
)
from chalicelib.carrier_gateway.domain.answers import Customer, Decision, Review
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.task import QUESTIONS, Task, stream_of
from tests.support.conversations import CRM, NOON, ORDER_ID, READY, TENANT, World
from tests.support.inquiries import (
    ENRICHED_SAID,
    ISSUED_SAID,
    PDF,
    QUESTION,
    SHA256,
    ask,
    events,
    kinds,
)

AGAIN = f"{ORDER_ID}#7"
DAY = timedelta(days=1)
ENRICHMENT, TAX, REVIEW = Task.ENRICHMENT, Task.TAX_DOCUMENT, Task.REVIEW
DOWN = NoReply("Nobody there.")
OVERDUE = "overdue"


@pytest.fixture
def world() -> World:
    return World()


def due(world: World, key: str) -> list:
    return [each.due.at for each in world.all.due(key, NOON + 60 * DAY, 9)]


def drained(world: World, task: Task, *replies: Reply | NoReply) -> list[str]:
    world.carriers.replies = list(replies)
    world.drain(partner_id="crm" if task is ENRICHMENT else "paperless")
    return kinds(world, task)


# Asking


def test_the_question_and_its_call_are_one_write(world):
    ask(world)
    assert (kinds(world), due(world, "calls:crm")) == (["TaskRequested"], [NOON])
    assert len(world.all.rows) == 1


def test_what_a_partner_is_asked(world):
    ask(world)
    drained(world, ENRICHMENT, Reply(200, b"{}"))
    ((_, call),) = world.carriers.calls
    assert (call.path, call.idempotency_key) == ("/enrichments", f"{ORDER_ID}:enrich")
    assert call.message_id == f"enrich_{callback_id(READY)}"
    assert call.document == {
        "order_id": ORDER_ID,
        "callback_id": callback_id(READY),
        "task_type": "ORDER_ENRICHMENT",
        **QUESTION,
    }


def test_a_tax_document_is_asked_for_elsewhere_and_may_be_large(world):
    ask(world, TAX)
    drained(world, TAX, Reply(201, json.dumps(ISSUED_SAID).encode()))
    ((_, call),) = world.carriers.calls
    assert (call.path, call.idempotency_key) == ("/tax-documents", f"{ORDER_ID}:tax-document")
    assert call.longest_answer == 1024 * 1024


@pytest.mark.parametrize(
    "entry", [None, replace(CRM, kind="carrier"), replace(CRM, way=Way.NONE, url="")]
)
def test_who_cannot_be_asked_this_is_a_failed_task(world, entry):
    world.partners.pop("crm")
    if entry:
        world.partners["crm"] = entry
    ask(world)
    assert (kinds(world), events(world)[0].code) == (["TaskFailed"], "unknown_partner")
    assert due(world, "calls:crm") == []
    assert world.machine.started == {}


def test_a_person_is_called_by_nobody_and_has_a_month(world):
    ask(world, REVIEW)
    assert due(world, OVERDUE) == [NOON + timedelta(days=30)]
    assert world.partners.keys().isdisjoint({None})
    assert len(world.all.rows) == 1


def test_an_event_that_comes_again_changes_nothing(world):
    for _ in range(2):
        ask(world)
    drained(world, ENRICHMENT, Reply(200, b"{}"))
    ask(world)
    assert kinds(world) == ["TaskRequested", "EnrichmentCompleted"]


def test_each_attempt_has_an_execution_that_ends_with_its_answer(world):
    told = ask(world)
    attempt = Attempt(ORDER_ID, "ORDER_ENRICHMENT", 1, told.state.callback_id)
    assert world.machine.started == {attempt.name: 2 * 24 * 3600 + 3600}
    look = lambda: world.inquiries.desk.ending(attempt)  # noqa: E731
    world.executions.wait(attempt, "token", 60, look)
    assert world.machine.ended == {}
    drained(world, ENRICHMENT, Reply(200, b"{}"))
    assert world.machine.ended["token"].output == {"status": "SUCCEEDED"}


def test_who_caused_what_is_recorded(world):
    ask(world)
    drained(world, ENRICHMENT, Reply(200, b"{}"))
    commits = world.questions.read(stream_of(ORDER_ID, ENRICHMENT)).commits
    asked, answered = (commit.provenance for commit in commits)
    assert (asked.actor, asked.causation_id) == ("system:carrier-gateway", READY)
    assert (answered.actor, answered.tenant_id) == ("partner:crm", TENANT)
    assert answered.causation_id == f"{ORDER_ID}:ORDER_ENRICHMENT#1"
    assert {asked.correlation_id, answered.correlation_id} == {ORDER_ID}


# What is answered to a call


def test_an_enrichment_is_recorded_as_it_was_said(world):
    ask(world)
    drained(world, ENRICHMENT, Reply(200, json.dumps(ENRICHED_SAID).encode()))
    told = events(world)[-1].enrichment
    assert told.customer == Customer("Ada Example", "ada@example.com", "de")
    assert (told.lines[0].sku, told.ship_to, told.attributes) == ("MUG-BLUE", None, {"vip": "yes"})


def test_a_tax_document_is_stored_before_it_is_told_of(world):
    ask(world, TAX)
    drained(world, TAX, Reply(201, json.dumps(ISSUED_SAID).encode()))
    ((document, content),) = world.documents.kept
    assert (content, document.sha256, document.size) == (PDF, SHA256, len(PDF))
    assert document.key == f"tax-documents/{ORDER_ID}/{SHA256}"
    assert document.number == "F-2026-000017"
    assert events(world, TAX)[-1].document == document


def test_a_bucket_that_fails_leaves_the_call_due(world, monkeypatch):
    def broken(*_):
        raise ConnectionError

    ask(world, TAX)
    monkeypatch.setattr(world.documents, "put", broken)
    with pytest.raises(ExceptionGroup):
        drained(world, TAX, Reply(201, json.dumps(ISSUED_SAID).encode()))
    assert kinds(world, TAX) == ["TaskRequested"]
    assert len(due(world, "calls:paperless")) == 1


@pytest.mark.parametrize("body", [b"", b"{}", b"queued", None])
@pytest.mark.parametrize("task", [ENRICHMENT, TAX])
def test_a_task_that_is_taken_is_awaited_as_long_as_the_registry_says(world, task, body):
    ask(world, task)
    assert drained(world, task, Reply(202, body)) == ["TaskRequested", "TaskTaken"]
    assert due(world, OVERDUE) == [NOON + DAY]
    assert due(world, "calls:crm") == due(world, "calls:paperless") == []


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b'{"code": "REGION_MISSING", "message": "No region."}', "REGION_MISSING", "No region."),
        (b'{"code": "two words", "message": " "}', "rejected", "The partner answered 422."),
        (b'{"code": 7, "message": ["x"]}', "rejected", "The partner answered 422."),
        (b"<html>", "rejected", "The partner answered 422."),
        (b"[" * 60_000, "rejected", "The partner answered 422."),
        (None, "rejected", "The partner answered 422."),
    ],
)
def test_a_rejected_tax_document_is_told_with_the_partners_reason(world, body, code, message):
    ask(world, TAX)
    assert drained(world, TAX, Reply(422, body))[-1] == "DocumentRejected"
    assert (events(world, TAX)[-1].code, events(world, TAX)[-1].message) == (code, message)


def test_an_enrichment_that_is_refused_failed_for_the_partners_reason(world):
    ask(world)
    drained(world, ENRICHMENT, Reply(422, b'{"code": "UNKNOWN_CUSTOMER", "message": "Who?"}'))
    failed = events(world)[-1]
    assert (failed.code, failed.message, failed.retryable) == ("UNKNOWN_CUSTOMER", "Who?", False)


@pytest.mark.parametrize("task", [ENRICHMENT, TAX])
@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410])
def test_a_refusal_is_a_failed_task_at_once(world, task, status):
    ask(world, task)
    assert drained(world, task, Reply(status)) == ["TaskRequested", "TaskFailed"]
    failed = events(world, task)[-1]
    assert (failed.code, failed.retryable) == ("refused", False)
    assert failed.message == f"The partner answered {status}."


@pytest.mark.parametrize("task", [ENRICHMENT, TAX])
@pytest.mark.parametrize(
    "reply",
    [DOWN, *map(Reply, (408, 409, 425, 429, 500, 503)), Reply(200, b"<html>"), Reply(200, None)],
)
def test_what_tells_nothing_is_asked_again_with_the_same_key(world, task, reply):
    good = Reply(200, json.dumps(ISSUED_SAID if task is TAX else {}).encode())
    ask(world, task)
    drained(world, task, reply, good)
    assert len(world.carriers.calls) == 2
    assert len({call.idempotency_key for _, call in world.carriers.calls}) == 1
    assert len(kinds(world, task)) == 2


@pytest.mark.parametrize(
    ("reply", "code"), [(DOWN, "unreachable"), (Reply(200, b"[]"), "unreadable_answer")]
)
def test_after_the_deadline_nothing_came_of_it_and_nobody_said_no(world, reply, code):
    ask(world)
    world.time.at += DAY
    drained(world, ENRICHMENT, reply)
    assert (events(world)[-1].code, events(world)[-1].retryable) == (code, True)
    last = world.questions.read(stream_of(ORDER_ID, ENRICHMENT)).commits[-1]
    assert last.provenance.actor == "system:carrier-gateway"


def test_a_new_question_after_silence_is_the_same_request_to_the_partner(world):
    ask(world, TAX)
    world.time.at += DAY
    drained(world, TAX, DOWN)
    ask(world, TAX, AGAIN)
    drained(world, TAX, Reply(201, json.dumps(ISSUED_SAID).encode()))
    first, second = (call for _, call in world.carriers.calls)
    assert first.idempotency_key == second.idempotency_key
    assert first.message_id != second.message_id


def test_a_new_question_after_a_rejection_is_a_new_request_to_the_partner(world):
    ask(world, TAX)
    drained(world, TAX, Reply(422))
    ask(world, TAX, AGAIN)
    drained(world, TAX, Reply(201, json.dumps(ISSUED_SAID).encode()))
    keys = [call.idempotency_key for _, call in world.carriers.calls]
    assert keys == [f"{ORDER_ID}:tax-document", f"{ORDER_ID}:tax-document:2"]


def test_an_answer_by_callback_while_the_call_is_tried_ends_the_call(world):
    ask(world)
    world.carriers.meanwhile = lambda: call_back(world, ENRICHMENT, {})
    assert drained(world, ENRICHMENT, DOWN) == ["TaskRequested", "EnrichmentCompleted"]
    assert len(world.carriers.calls) == 1
    assert due(world, "calls:crm") == []


# What cannot be read


@pytest.mark.parametrize(
    ("task", "wrong", "field"),
    [
        (TAX, {"content": "no base64!"}, "content"),
        (TAX, {"content": ""}, "content"),
        (TAX, {"content": 7}, "content"),
        (TAX, {"media_type": "text/html"}, "media_type"),
        (TAX, {"document_number": "F\r\nX: y"}, "document_number"),
        (TAX, {"document_number": None}, "document_number"),
        (TAX, {"issued_at": "soon"}, "issued_at"),
        (TAX, {"document_number": "\ud800"}, "document_number"),
        (ENRICHMENT, {"attributes": {"a": "\ud800"}}, "attributes"),
        (ENRICHMENT, {"attributes": {"\ud800": "a"}}, "attributes"),
        (ENRICHMENT, {"customer": {"name": "Ada"}}, "customer.email"),
        (ENRICHMENT, {"customer": {"name": "Ada", "email": "a@b.c, d@e.f"}}, "customer.email"),
        (ENRICHMENT, {"customer": "Ada"}, "customer"),
        (ENRICHMENT, {"ship_to": {"name": "Ada"}}, "ship_to.line1"),
        (ENRICHMENT, {"lines": [{"sku": "a", "quantity": 0, "unit_price": "1"}]}, "lines.0"),
        (ENRICHMENT, {"lines": [{"sku": "a", "quantity": 1, "unit_price": 1.5}]}, "lines.0"),
        (ENRICHMENT, {"currency": "euro"}, "currency"),
        (ENRICHMENT, {"attributes": {"a": {"b": 1}}}, "attributes"),
        (ENRICHMENT, {"attributes": {str(n): "x" for n in range(51)}}, "attributes"),
    ],
)
def test_a_wrong_field_is_named_without_its_value(world, task, wrong, field):
    good = ISSUED_SAID if task is TAX else ENRICHED_SAID
    with pytest.raises(AnswerUnreadable) as unreadable:
        world.inquiries.read(task, {**good, **wrong})
    assert unreadable.value.errors[0][0].startswith(field)
    assert "a@b.c" not in str(unreadable.value)


def test_what_is_null_or_empty_is_not_known(world):
    said = {"customer": None, "ship_to": "", "lines": None, "attributes": {}, "more": [1]}
    told = world.inquiries.read(ENRICHMENT, said)
    assert (told.customer, told.ship_to, told.lines, told.attributes) == (None, None, (), {})


# Callbacks


def call_back(world: World, task: Task, said: dict, **who: str | None):
    partner = who.get("partner", "crm" if task is ENRICHMENT else "paperless")
    return world.inquiries.answer(
        ORDER_ID, task, said, partner=partner, callback_id=who.get("callback_id")
    )


def test_an_answer_by_callback_is_recorded_once(world):
    ask(world, TAX)
    drained(world, TAX, Reply(202))
    first = call_back(world, TAX, ISSUED_SAID)
    again = call_back(world, TAX, ISSUED_SAID, callback_id=callback_id(READY))
    assert kinds(world, TAX) == ["TaskRequested", "TaskTaken", "DocumentIssued"]
    assert len(first.events) == 1
    assert not again.events
    assert len(world.documents.kept) == 1


def test_a_document_that_is_not_recorded_is_not_stored(world):
    ask(world, TAX)
    call_back(world, TAX, ISSUED_SAID)
    other = {**ISSUED_SAID, "content": b64encode(b"another").decode()}
    with pytest.raises(AnswerRefused):
        call_back(world, TAX, other)
    with pytest.raises(ConversationUnknown):
        call_back(world, TAX, other, partner="crm")
    assert len(world.documents.kept) == 1


def test_who_was_not_asked_hears_nothing_of_the_order_whatever_it_says(world):
    with pytest.raises(ConversationUnknown) as unknown:
        call_back(world, TAX, {})
    ask(world, TAX)
    ask(world, REVIEW)
    with pytest.raises(ConversationUnknown) as foreign:
        call_back(world, TAX, {}, partner="crm")
    with pytest.raises(ConversationUnknown):
        call_back(world, REVIEW, {})
    assert str(unknown.value) == str(foreign.value)


@pytest.mark.parametrize(("task", "kind"), [(TAX, "DocumentRejected"), (ENRICHMENT, "TaskFailed")])
def test_a_failure_by_callback_is_a_definite_no(world, task, kind):
    partner = "crm" if task is ENRICHMENT else "paperless"
    ask(world, task)
    for _ in range(2):
        told = world.inquiries.fail(ORDER_ID, task, "NO", "No.", partner=partner, callback_id=None)
    assert kinds(world, task) == ["TaskRequested", kind]
    assert told.state.round == 2


# Waiting, and people


def test_a_task_that_was_taken_and_not_answered_has_failed_in_the_end(world):
    ask(world)
    drained(world, ENRICHMENT, Reply(202))
    stream = stream_of(ORDER_ID, ENRICHMENT)
    world.inquiries.desk.end_waiting(stream)
    assert kinds(world)[-1] == "TaskTaken"
    world.time.at = NOON + DAY
    for _ in range(2):
        world.inquiries.desk.end_waiting(stream)
    assert kinds(world) == ["TaskRequested", "TaskTaken", "TaskFailed"]
    assert (events(world)[-1].code, events(world)[-1].retryable) == ("no_answer", True)


def test_a_person_decides_once(world):
    decided = Cause("review:1#1", "waybill", "operator:ops")
    with pytest.raises(ConversationUnknown):
        world.inquiries.review(ORDER_ID, Review(Decision.APPROVED), decided)
    ask(world, REVIEW)
    world.inquiries.review(ORDER_ID, Review(Decision.APPROVED), decided)
    later = replace(decided, event_id="review:2#1")
    world.inquiries.review(ORDER_ID, Review(Decision.REJECTED), later)
    assert kinds(world, REVIEW) == ["TaskRequested", "ReviewCompleted"]
    answered = world.questions.read(stream_of(ORDER_ID, REVIEW)).commits[-1].provenance
    assert (answered.actor, answered.tenant_id) == ("operator:ops", TENANT)


# Cancellations


def test_a_cancelled_order_wants_no_answers(world):
    for task in QUESTIONS:
        ask(world, task)
    world.cancel()
    world.inquiries.withdraw(ORDER_ID, Cause(f"{ORDER_ID}#3", TENANT))
    for task in QUESTIONS:
        assert kinds(world, task) == ["TaskRequested", "TaskWithdrawn"]
    assert drained(world, ENRICHMENT, Reply(200, b"{}"))[-1] == "TaskWithdrawn"
    assert world.carriers.calls == []


def test_what_was_never_asked_needs_no_withdrawal(world):
    world.inquiries.withdraw(ORDER_ID, Cause(f"{ORDER_ID}#3", TENANT))
    assert world.all.rows == {}


def test_a_question_that_comes_after_the_cancellation_is_taken_back_at_once(world):
    world.cancel()
    told = ask(world)
    assert kinds(world) == ["TaskRequested", "TaskWithdrawn"]
    assert not told.state.has_call_due
    assert world.machine.started == {}
