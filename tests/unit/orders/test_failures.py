"""Which failures are tried again by themselves, and that each is decided once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.adapters.stage_failures import INPUT, apply, classify, name_of
from chalicelib.orders.application.failures import StageFailure
from chalicelib.orders.application.orders import Cause, Orders
from chalicelib.orders.domain.failures import asks_again
from chalicelib.orders.domain.order import OrderUnknown, Status
from chalicelib.orders.domain.plan import Stage
from eventing.memory import InMemoryEventStore
from tests.support import stages as full
from tests.support.desk import PromptDesk
from tests.support.orders import NOON, ORDER_ID, SAID_AT, commit

CAUSE = Cause(f"{ORDER_ID}:TAX_DOCUMENT_ISSUANCE#3", "demo", "system:carrier-gateway")
SILENCE = StageFailure(
    ORDER_ID,
    full.DOCUMENT_AT,
    Stage.TAX_DOCUMENT,
    "no_answer",
    "Nobody answered.",
    True,
    SAID_AT,
    CAUSE,
)


@pytest.fixture
def desk() -> PromptDesk:
    store = InMemoryEventStore(LANGUAGE)
    for version, event in enumerate(full.ISSUING, 1):
        store.append(commit(event, version=version))
    return PromptDesk(Orders(store, lambda: NOON))


def order(desk):
    return desk.failures.orders.order(ORDER_ID, "demo")


@pytest.mark.parametrize(
    ("stage", "code", "retryable", "tries", "again"),
    [
        (Stage.TAX_DOCUMENT, "no_answer", True, 1, True),
        (Stage.TAX_DOCUMENT, "unreachable", True, 1, True),
        (Stage.ENRICHMENT, "unreachable", True, 1, True),
        (Stage.ENRICHMENT, "no_answer", True, 1, True),
        (Stage.ENRICHMENT, "unreachable", True, 2, False),
        (Stage.ENRICHMENT, "unreachable", False, 1, False),
        (Stage.ENRICHMENT, "refused", True, 1, False),
        (Stage.ENRICHMENT, "unknown_partner", False, 1, False),
        (Stage.TAX_DOCUMENT, "rejected", False, 1, False),
        (Stage.REVIEW, "no_answer", True, 1, False),
        (Stage.SHIPPING, "unreachable", True, 1, False),
    ],
)
def test_a_question_is_put_again_only_where_nobody_was_heard_and_only_once(
    stage, code, retryable, tries, again
):
    assert asks_again(stage, code, retryable=retryable, tries=tries) is again


def test_silence_is_asked_once_more_and_then_put_before_a_person(desk):
    desk.hand_in(SILENCE)
    assert desk.waited == [timedelta(minutes=5)]
    asked_anew = order(desk)
    assert (asked_anew.status, asked_anew.asked) == (Status.ISSUING_DOCUMENT, 7)
    again = replace(SILENCE, answers=7, cause=replace(CAUSE, event_id="conversation#5"))
    desk.hand_in(again)
    assert (order(desk).status, order(desk).exception.code) == (Status.EXCEPTION, "no_answer")
    assert len(desk.waited) == 1


def test_a_failure_told_again_changes_nothing(desk):
    for _ in range(3):
        desk.hand_in(SILENCE)
    assert order(desk).version == 7


def test_a_failure_that_nobody_waits_for_any_more_is_moot(desk):
    desk.failures.orders.record(ORDER_ID, full.ISSUE, replace(CAUSE, event_id="conversation#2"))
    desk.hand_in(SILENCE)
    assert order(desk).status is Status.PENDING


def test_another_tenants_order_is_unknown(desk):
    with pytest.raises(OrderUnknown):
        desk.hand_in(replace(SILENCE, cause=replace(CAUSE, tenant_id="other")))


# The machine's two steps


def test_the_steps_hand_the_failure_on_as_it_was(desk):
    event = INPUT.dump_python(SILENCE, mode="json")
    decision = classify(event, desk.failures)
    assert decision == {"ask_again": True, "wait_s": 300}
    apply({**event, "decision": decision}, desk.failures)
    assert order(desk).asked == 7


def test_a_failure_that_could_not_be_classified_is_put_before_a_person(desk):
    event = INPUT.dump_python(SILENCE, mode="json")
    decision = {"ask_again": False, "wait_s": 0}
    apply({**event, "decision": decision, "fault": {"Error": "States.Timeout"}}, desk.failures)
    assert order(desk).exception.message == "Nobody answered."


def test_what_the_machine_is_told_names_nobody():
    assert sorted(INPUT.dump_python(SILENCE, mode="json")) == [
        "answers",
        "cause",
        "code",
        "message",
        "order_id",
        "retryable",
        "said_at",
        "stage",
    ]


def test_an_execution_is_named_after_what_told_of_the_failure():
    assert name_of(SILENCE) == f"{ORDER_ID}-TAX_DOCUMENT_ISSUANCE-3"
    long = replace(SILENCE, cause=replace(CAUSE, event_id="x" * 100 + "#12"))
    assert name_of(long) == "x" * 77 + "-12"
