"""Carriers answer later by callback: each stated answer, and a token that nobody ever sees."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters.callback_tasks import CallbackTaskItem
from chalicelib.carrier_gateway.application.executions import Attempt, Waiting
from chalicelib.carrier_gateway.domain.answering import (
    FORMER_ATTEMPT,
    NAME_THE_ATTEMPT,
    NOT_WANTED,
    OTHER_RECORDED,
    TOO_LATE,
    callback_id,
)
from eventing.tables import bound
from tests.functional.carrier_gateway.conftest import GATEWAY, SECRET
from tests.support.api import Answer, Api
from tests.support.aws import taken as heard
from tests.support.carrier import answer
from tests.support.conversations import ORDER_ID, READY
from tests.support.orders_said import cancelled, ready

SHIPPING = "ORDER_SHIPPING_SERVICE"
TOKEN = "AQCoAAAAKgAAAAMAAAAAAAAAAXtoken" + "x" * 900
# As the reference has it, word for word.
DONE = {
    "order_id": ORDER_ID,
    "task_type": SHIPPING,
    "task_status": "SUCCESS",
    "task_output": {"shipping_status": "PROCESSING", "tracking_number": "1ZA1B2C3D4"},
}
FAILED = {"order_id": ORDER_ID, "task_type": SHIPPING, "task_status": "FAILED"}
RECORDED = {"order_id": ORDER_ID, "task_type": SHIPPING, "attempt": 1, "status": "recorded"}


def call_back(client, said, *, key="acme-key", secret=SECRET, path="/callbacks") -> Answer:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = {}
    if secret:
        now, message_id = datetime.now(UTC), f"msg_{uuid.uuid4().hex}"
        headers = {
            "webhook_id": message_id,
            "webhook_timestamp": str(int(now.timestamp())),
            "webhook_signature": Webhook(secret).sign(message_id, now, body.decode()),
        }
    return Api(client, key).post(path, body, **headers)


def ask(token=TOKEN, attempt=1, answers=READY, timeout_s=600) -> None:
    """Do what the state machine does when an execution begins to wait."""
    given = {"order_id": ORDER_ID, "task_type": SHIPPING, "attempt": attempt}
    given |= {"callback_id": callback_id(answers), "timeout_s": timeout_s}
    GATEWAY.ask({"token": token, "input": given}, None)


@pytest.fixture
def taken(gateway):
    """An order that acme took and has not answered; its execution waits."""
    gateway.carrier.manners = [answer(202)]
    gateway.deliver(ready())
    ask()
    gateway.drain()
    assert gateway.kinds() == ["ShipmentRequested", "ShipmentTaken"]
    return gateway


@pytest.fixture
def again(taken, monkeypatch):
    """The same order, which was not answered in time and is asked for anew."""
    let_time_pass(monkeypatch)
    GATEWAY.sweep({}, None)
    taken.deliver(ready(version=5))
    assert taken.kinds()[2:] == ["ShipmentFailed", "ShipmentRequested"]
    return taken


def let_time_pass(monkeypatch, days=2) -> None:
    later = datetime.now(UTC) + timedelta(days=days)
    monkeypatch.setattr(wiring, "now", lambda: later)
    for name in ("conversations", "desks", "callbacks"):
        getattr(wiring, name).cache_clear()


@pytest.mark.parametrize("path", ["/callbacks", "/externalCallback"])
@pytest.mark.parametrize("status", ["SUCCESS", "SUCCEEDED"])
def test_an_answer_is_recorded_and_resumes_the_execution(taken, client, path, status):
    told = call_back(client, {**DONE, "task_status": status}, path=path)
    assert (told.status, told.body) == (200, RECORDED)
    accepted = taken.history()[-1]
    assert (accepted.shipping_status, accepted.tracking_number) == ("PROCESSING", "1ZA1B2C3D4")
    assert taken.machine.ended[TOKEN].output == {
        "status": "SUCCEEDED",
        "shipping_status": "PROCESSING",
        "tracking_number": "1ZA1B2C3D4",
    }
    assert taken.published()[1:] == ["partner.task_taken.v1", "carrier.shipment_accepted.v1"]


def test_who_answered_is_the_partner(taken, client):
    call_back(client, DONE)
    stored = wiring.shipments().read(f"{ORDER_ID}:{SHIPPING}").commits[-1].provenance
    assert stored.actor == "partner:acme"
    assert stored.command_id.startswith("accept-by-callback:")


def test_a_failure_is_recorded_in_the_partners_words_and_fails_the_task(taken, client):
    told = call_back(client, {**FAILED, "task_error": "NOT_SERVED", "task_cause": "No\nplane."})
    assert (told.status, told.body) == (200, RECORDED)
    failed = taken.history()[-1]
    assert (failed.code, failed.message, failed.retryable) == ("NOT_SERVED", "No plane.", False)
    ending = taken.machine.ended[TOKEN]
    assert (ending.code, ending.message) == ("NOT_SERVED", "No plane.")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ({}, "refused", "The partner answered that it failed."),
        ({"task_error": {"code": "X-1", "message": "No."}}, "X-1", "No."),
        ({"task_error": {"code": "not a code"}}, "refused", '{"code": "not a code"}'),
        ({"task_error": "We do not go there."}, "refused", "We do not go there."),
        ({"task_error": {}, "task_cause": {"message": "No."}}, "refused", "No."),
        ({"task_cause": {"where": "Wien"}}, "refused", '{"where": "Wien"}'),
        ({"task_error": "x" * 65, "task_cause": "y" * 40_000}, "refused", "y" * 500),
        ({"task_error": {"code": 7, "message": 7}}, "refused", '{"code": 7, "message": 7}'),
        ({"task_error": "E", "task_cause": " \t"}, "E", "The partner answered that it failed."),
    ],
)
def test_error_and_cause_are_text_or_objects(taken, client, words, code, message):
    assert call_back(client, {**FAILED, **words}).status == 200
    failed = taken.history()[-1]
    assert (failed.code, failed.message) == (code, message)
    assert taken.published()[-1] == "carrier.shipment_failed.v1"


def test_an_early_answer_is_found_when_the_token_comes(gateway, client):
    gateway.deliver(ready())
    assert call_back(client, DONE).body == RECORDED
    assert gateway.machine.ended == {}
    ask()
    assert gateway.machine.ended[TOKEN].status == "SUCCEEDED"
    gateway.drain()
    assert gateway.carrier.requests == []  # nothing is asked that is answered already


def test_said_again_it_is_answered_again_and_changes_nothing(taken, client):
    call_back(client, DONE)
    told = call_back(client, DONE)
    assert (told.status, told.body) == (200, {**RECORDED, "status": "repeated"})
    named = call_back(client, {**DONE, "callback_id": callback_id(READY)})
    assert (named.status, named.body["status"]) == (200, "repeated")
    assert len(taken.history()) == 3


def test_a_failure_said_again_changes_nothing(taken, client):
    statuses = [call_back(client, FAILED).body["status"] for _ in range(2)]
    assert statuses == ["recorded", "repeated"]
    assert len(taken.history()) == 3


def test_what_was_stored_while_step_functions_were_away_is_resumed_by_the_repeat(taken, client):
    taken.machine.fault = ConnectionError()
    assert call_back(client, DONE).status == 500
    assert call_back(client, DONE).body["status"] == "repeated"
    assert taken.machine.ended[TOKEN].status == "SUCCEEDED"


@pytest.mark.parametrize(
    "other",
    [
        {**DONE, "task_output": {"tracking_number": "1Z-OTHER"}},
        {**DONE, "task_output": None},
        FAILED,
    ],
)
def test_another_answer_than_the_recorded_one_is_a_conflict(taken, client, other):
    call_back(client, DONE)
    told = call_back(client, other)
    assert (told.status, told.body["detail"]) == (409, OTHER_RECORDED)
    assert len(taken.history()) == 3


@pytest.mark.parametrize("said", [DONE, FAILED])
def test_a_late_answer_is_a_conflict(taken, client, monkeypatch, said):
    let_time_pass(monkeypatch)
    GATEWAY.sweep({}, None)
    assert taken.history()[-1].code == "no_answer"
    assert taken.machine.ended[TOKEN].code == "no_answer"
    told = call_back(client, said)
    assert (told.status, told.body["detail"]) == (409, TOO_LATE)


@pytest.mark.parametrize(
    ("given", "words"),
    [({}, NAME_THE_ATTEMPT), ({"callback_id": callback_id(READY)}, FORMER_ATTEMPT)],
)
def test_an_answer_to_a_former_attempt_is_a_conflict(again, client, given, words):
    told = call_back(client, {**DONE, **given})
    assert (told.status, told.body["detail"]) == (409, words)


def test_a_second_attempt_is_answered_by_its_callback(again, client):
    ask("second-token", attempt=2, answers=f"{ORDER_ID}#5")
    told = call_back(client, {**DONE, "callback_id": callback_id(f"{ORDER_ID}#5")})
    assert (told.status, told.body) == (200, {**RECORDED, "attempt": 2})
    assert again.machine.ended["second-token"].status == "SUCCEEDED"


def test_a_cancelled_order_needs_no_answer(taken, client):
    taken.deliver(cancelled())
    assert taken.machine.ended[TOKEN].output == {"status": "WITHDRAWN"}
    told = call_back(client, FAILED)
    assert (told.status, told.body["detail"]) == (409, NOT_WANTED)
    assert call_back(client, DONE).body["status"] == "recorded"  # the carrier has it after all


def test_what_is_not_the_partners_is_unknown_whatever_it_is(taken, client):
    unknown = call_back(client, {**DONE, "order_id": str(uuid.uuid4())})
    foreign = call_back(client, DONE, key="globex-key", secret=None)
    other_tasks = [
        call_back(client, {**DONE, "task_type": task})
        for task in ("TAX_DOCUMENT_ISSUANCE", "ORDER_ENRICHMENT", "MANUAL_REVIEW")
    ]
    answers = [unknown, foreign, *other_tasks]
    assert {answer.status for answer in answers} == {404}
    assert {json.dumps(answer.body, sort_keys=True) for answer in answers} == {
        json.dumps(unknown.body, sort_keys=True)
    }
    assert len(taken.history()) == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"task_status": "DONE"}, "task_status"),
        ({"task_status": None}, "task_status"),
        ({"task_type": "SHIP"}, "task_type"),
        ({"order_id": "no-uuid"}, "order_id"),
        ({"callback_id": 7}, "callback_id"),
        ({"callback_id": ""}, "callback_id"),
        ({"task_output": "PROCESSING"}, "task_output"),
        ({"task_output": ["PROCESSING"]}, "task_output"),
        ({"task_output": {"tracking_number": 7}}, "task_output.tracking_number"),
        ({"task_output": {"tracking_number": "x" * 129}}, "task_output.tracking_number"),
        ({"task_output": {"shipping_status": "a\nb"}}, "task_output.shipping_status"),
        ({"task_output": {"shipping_status": ["x"]}}, "task_output.shipping_status"),
        ({"task_output": {"more": "x" * 262_144}}, "task_output"),
        ({"task_error": "x"}, "(body)"),
        ({"task_status": "FAILED"}, "(body)"),
        ({"task_token": "x"}, "task_token"),
    ],
)
def test_a_wrong_field_is_named(taken, client, wrong, field):
    told = call_back(client, {**DONE, **wrong})
    assert told.status == 422
    assert field in [error["field"].split(".str")[0] for error in told.body["errors"]]
    assert len(taken.history()) == 2


@pytest.mark.parametrize("words", [{"task_error": 7}, {"task_cause": [1]}])
def test_words_of_another_kind_are_refused(taken, client, words):
    told = call_back(client, {**FAILED, **words})
    assert told.status == 422
    assert next(iter(words)) in told.body["errors"][0]["field"]


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (b"{", 400), (b"[]", 422), (b"7", 422)])
def test_a_body_that_is_no_object_is_refused(taken, client, body, status):
    assert call_back(client, body).status == status


def test_a_body_of_1_mib_is_read_and_one_byte_more_is_not(taken, client):
    start = json.dumps({**DONE, "task_output": {"more": ""}}).encode()
    body = start[:-3] + b"x" * (1024 * 1024 - len(start)) + start[-3:]
    assert len(body) == 1024 * 1024
    assert call_back(client, body).status == 422
    assert call_back(client, body[:-3] + b"x" + body[-3:]).status == 413


@pytest.mark.parametrize("forged", [{"secret": None}, {"key": "globex-key", "secret": SECRET}])
def test_nobody_speaks_for_a_partner_that_signs(taken, client, forged):
    assert call_back(client, DONE, **forged).status in (401, 404)
    assert len(taken.history()) == 2


def test_a_shipment_is_an_answer_too(taken, client):
    said = {"order_id": ORDER_ID, "shipped_at": "2025-11-20T10:00:00Z", "tracking_number": "1Z-9"}
    assert call_back(client, said, path="/confirm-shipment").status == 200
    output = taken.machine.ended[TOKEN].output
    assert (output["status"], output["tracking_number"]) == ("SUCCEEDED", "1Z-9")


def test_an_answer_in_time_ends_the_execution_too(gateway):
    gateway.deliver(ready())
    ask()
    gateway.drain()
    assert gateway.kinds()[-1] == "ShipmentAccepted"
    assert gateway.machine.ended[TOKEN].status == "SUCCEEDED"


def test_an_execution_is_started_once_for_each_attempt_and_again_by_what_comes_again(gateway):
    gateway.machine.fault = ConnectionError()
    assert gateway.deliver(ready()) == ["message-0"]
    assert gateway.machine.started == {}
    assert gateway.deliver(ready()) == []
    day_s = 24 * 3600
    assert gateway.machine.started == {f"{ORDER_ID}-{SHIPPING}-1": 2 * day_s + 3600}
    assert all(len(name) <= 80 for name in gateway.machine.started)


def test_an_order_that_nobody_can_be_asked_for_starts_nothing(gateway):
    gateway.deliver(ready(carrier="nobody"))
    assert gateway.machine.started == {}


def test_a_token_of_a_former_attempt_never_replaces_a_newer_one(again):
    ask("second-token", attempt=2, answers=f"{ORDER_ID}#5")
    ask("former-token")
    assert again.machine.ended["former-token"].output == {"status": "SUPERSEDED"}
    assert task().task_token == "second-token"


def test_overdue_settles_what_nobody_answered_and_nothing_else(taken, monkeypatch):
    settle = {"order_id": ORDER_ID, "task_type": SHIPPING, "failure": {"Error": "States.Timeout"}}
    GATEWAY.overdue(settle, None)
    assert len(taken.history()) == 2
    let_time_pass(monkeypatch)
    for _ in range(2):
        GATEWAY.overdue(settle, None)
    assert [event.code for event in taken.history()[2:]] == ["no_answer"]


def test_a_fault_in_one_overdue_answer_holds_up_no_other(taken, monkeypatch):
    other = str(uuid.uuid4())
    taken.deliver(ready(order_id=other))
    taken.drain()
    let_time_pass(monkeypatch)
    taken.machine.fault = ConnectionError()
    GATEWAY.sweep({}, None)
    assert taken.kinds()[-1] == taken.kinds(other)[-1] == "ShipmentFailed"


def test_the_task_is_kept_with_its_attempt_and_how_it_ended(taken, client):
    waiting = task()
    assert (waiting.attempt, waiting.callback_id) == (1, callback_id(READY))
    assert (waiting.task_token, waiting.task_status) == (TOKEN, "CREATED")
    days = (waiting.expires_at - datetime.now(UTC)).days
    assert 6 <= days <= 8
    call_back(client, DONE)
    assert task().task_status == "SUCCEEDED"


def test_the_token_appears_nowhere_outside_the_gateway(taken, client, caplog, monkeypatch):
    """Not in what the carrier is sent or answered, nor on the bus, nor in a log or the store."""
    answers = [call_back(client, said) for said in (FAILED, FAILED, DONE)]
    let_time_pass(monkeypatch)
    GATEWAY.sweep({}, None)
    wiring.service().republisher.stream(f"{ORDER_ID}:{SHIPPING}")
    said = heard(taken.heard)
    rows = list(wiring.service().store.rows_of(f"{ORDER_ID}:{SHIPPING}"))
    logged = [vars(each) for when in ("setup", "call") for each in caplog.get_records(when)]
    told = [(answer.body, answer.headers) for answer in answers]
    for seen in (said, rows, logged, told, taken.carrier.requests):
        assert ORDER_ID in str(seen)
        assert TOKEN not in str(seen)
    attempt = Attempt(ORDER_ID, SHIPPING, 1, callback_id(READY))
    assert TOKEN not in repr(Waiting(attempt, TOKEN, datetime.now(UTC), datetime.now(UTC)))


def task() -> CallbackTaskItem:
    return bound(CallbackTaskItem, "callback-tasks").get(ORDER_ID, SHIPPING)
