"""An order goes through the stages that its channel wanted when it was placed, and no others."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chalicelib.orders.domain.commands import PlaceOrder
from chalicelib.orders.domain.details import Amendment, Customer, Line
from chalicelib.orders.domain.order import ORDER, OrderIncomplete, Status
from chalicelib.orders.domain.plan import Plan, PlanInvalid
from tests.support import stages as full
from tests.support.orders import DETAILS, NOON, READY, SHIP
from tests.support.spec import Spec

NEW = Spec(ORDER)


def place(plan, details=DETAILS):
    return NEW.when(PlaceOrder(details, NOON, plan)).decided()[1:]


def history_of(*commands):
    history: list = []
    for command in commands:
        history += ORDER.decide(ORDER.replay(history), command)
    return history


def test_all_stages_lead_to_shipping():
    history = history_of(full.PLACE_FULL, full.ENRICH, full.APPROVE, full.ISSUE)
    assert tuple(history) == full.PENDING_FULL
    order = ORDER.replay(history)
    assert (order.status, order.details) == (Status.PENDING, DETAILS)
    assert (order.attributes, order.tax_document) == ({"segment": "gold"}, full.DOCUMENT)
    shipped = history_of(
        full.PLACE_FULL,
        full.ENRICH,
        full.APPROVE,
        full.ISSUE,
        replace(SHIP, answers=full.READY_AT),
    )
    assert ORDER.replay(shipped).status is Status.SHIPPED


@pytest.mark.parametrize(
    ("plan", "asked"),
    [
        (Plan(), READY),
        (Plan(tax_document="paperless"), full.DOCUMENT_ASKED),
        (Plan(review_above=Decimal(40), tax_document="paperless"), full.REVIEW_ASKED),
        (Plan(review_above=Decimal("44.80"), tax_document="paperless"), full.DOCUMENT_ASKED),
        (Plan(review_above=Decimal("44.80")), READY),
        (Plan(enrichment="crm"), replace(full.ENRICHMENT_ASKED, wanted=(), details=DETAILS)),
    ],
)
def test_only_what_the_channel_wants_is_asked(plan, asked):
    assert place(plan) == [asked]


def test_an_order_may_lack_only_what_its_channel_defers():
    bare = replace(DETAILS, customer=None, ship_to=None, lines=(), currency=None)
    with pytest.raises(OrderIncomplete) as refusal:
        place(Plan("crm", ("customer",)), bare)
    assert refusal.value.fields == ["ship_to", "lines", "currency"]
    [asked] = place(full.ALL_STAGES, bare)
    assert asked.wanted == ("customer", "ship_to", "lines")


def test_what_the_partner_says_takes_the_place_of_what_was_there():
    known = Amendment(customer=Customer("Bea", "bea@example.com"), lines=(Line("mug", 1, 9),))
    told = replace(full.ENRICH, amendment=replace(known, ship_to=DETAILS.ship_to))
    order = ORDER.replay(history_of(full.PLACE_FULL, told))
    assert (order.details.customer, order.details.lines) == (known.customer, known.lines)
    assert order.details.total == Decimal(9)
    assert order.status is Status.ISSUING_DOCUMENT  # nine are not above forty


def test_lines_that_cost_more_than_can_be_written_are_no_answer():
    dear = Amendment(lines=(Line("x", 1_000_000, Decimal(10**9)),))
    told = replace(full.ENRICH, amendment=dear)
    [raised] = Spec(ORDER).given(*full.ENRICHING).when(told).decided()
    assert (raised.stage, raised.code) == ("enrichment", "invalid_answer")


def test_a_question_put_again_is_a_new_question():
    order = Spec(ORDER).given(*full.ENRICHING).when(full.AGAIN_ENRICHMENT)
    after = order.then(full.ENRICHMENT_ASKED)
    assert (after.asked, after.tries) == (3, 2)
    asked_anew = order.given(full.ENRICHMENT_ASKED)
    asked_anew.when(full.ENRICH).then_nothing()
    asked_anew.when(replace(full.ENRICH, answers=3)).then(full.ENRICHED, full.REVIEW_ASKED)


def test_a_person_between_two_questions_makes_the_count_begin_anew():
    stopped = full.stopped(full.FAIL_DOCUMENT)
    again = full.resolved(7, "retry", "tax_document")
    order = ORDER.replay([*full.ISSUING, stopped, again, full.DOCUMENT_ASKED])
    assert (order.tries, order.asked) == (1, 9)


@pytest.mark.parametrize("answers", [0, 1, 3, 5, 7])
@pytest.mark.parametrize(
    ("history", "told"),
    [
        (full.ENRICHING, full.ENRICH),
        (full.REVIEWING, full.APPROVE),
        (full.REVIEWING, full.REJECT),
        (full.ISSUING, full.ISSUE),
        (full.ISSUING, full.FAIL_DOCUMENT),
    ],
)
def test_an_answer_to_another_question_has_no_effect(history, told, answers):
    Spec(ORDER).given(*history).when(replace(told, answers=answers)).then_nothing()


def test_a_rejection_without_a_word_says_that_it_was_one():
    [cancelled] = Spec(ORDER).given(*full.REVIEWING).when(replace(full.REJECT, note=None)).decided()
    assert cancelled.reason == "Rejected in the review"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"defers": ("customer",)}, "name its partner"),
        ({"enrichment": "crm", "defers": ("notes",)}, "notes"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(settings, words):
    with pytest.raises(PlanInvalid, match=words):
        Plan(**settings)
