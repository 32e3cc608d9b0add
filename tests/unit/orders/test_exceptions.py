"""What stops an order, and how a person lets it go on, beyond the matrix."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chalicelib.orders.domain.details import Amendment, Line
from chalicelib.orders.domain.events import ExceptionResolutionRefused, Resolution
from chalicelib.orders.domain.order import ORDER, Status
from tests.support import stages as full
from tests.support.orders import (
    CANCELLED,
    DELIVER,
    DELIVERED,
    DETAILS,
    FAILED,
    PLACED,
    RAISE,
    READY,
    RETURN,
    RETURNED,
    SHIP,
    SHIPPED,
    contradiction,
    raised,
)
from tests.support.spec import Spec
from tests.support.stages import resolve, resolved

PENDING = Spec(ORDER).given(PLACED, READY)
EXCEPTION = PENDING.given(FAILED)
MEANWHILE = contradiction("shipped_while_in_exception")
ARRIVED = contradiction("delivered_while_in_exception")


def refusal_code(spec, command):
    [refusal] = spec.when(command).decided()
    assert isinstance(refusal, ExceptionResolutionRefused)
    return refusal.code


def test_a_resolution_names_the_newest_exception():
    spec = EXCEPTION.given(MEANWHILE)
    assert refusal_code(spec, resolve(3, "retry")) == "superseded"
    assert refusal_code(spec, resolve(9, "retry")) == "no_such_exception"
    spec.when(resolve(4, "accept_fact")).then(resolved(4, "accept_fact", "shipping"), SHIPPED)


def test_all_facts_that_wait_are_accepted_at_once():
    spec = EXCEPTION.given(MEANWHILE, ARRIVED).when(resolve(5, "accept_fact"))
    order = spec.then(resolved(5, "accept_fact", "shipping"), SHIPPED, DELIVERED)
    assert (order.status, order.facts) == (Status.DELIVERED, ())
    assert order.shipped_at


def test_a_refusal_leaves_the_order_as_it_was():
    order = ORDER.replay(EXCEPTION.history)
    spec = EXCEPTION.when(resolve(3, "accept_fact"))
    after = spec.then(full.refused(spec.command, "no_fact"))
    assert after == replace(order, version=4)


def test_corrections_take_the_place_of_what_was_there_in_the_same_stage():
    moved = Amendment(ship_to=replace(DETAILS.ship_to, city="Graz"), carrier="globex")
    order = EXCEPTION.when(resolve(3, "correct", amendment=moved)).decided()
    ready = order[1].consignment
    assert (ready.ship_to.city, ready.carrier, ready.lines) == ("Graz", "globex", DETAILS.lines)
    assert ORDER.replay([*EXCEPTION.history, *order]).details == DETAILS.amended(moved)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Say what is to be corrected."),
        ({"amendment": Amendment()}, "Say what is to be corrected."),
        ({"wrong": "Wrong: ship_to.country."}, "Wrong: ship_to.country."),
        (
            {"amendment": Amendment(lines=(Line("x", 1_000_000, Decimal(10**9)),))},
            "lines: together they cost more than an order can",
        ),
    ],
)
def test_corrections_that_cannot_be_meant_are_refused(given, words):
    [refusal] = EXCEPTION.when(resolve(3, "correct", **given)).decided()
    assert (refusal.code, refusal.message) == ("invalid_corrections", words)


def test_corrections_of_an_incomplete_order_must_complete_it():
    spec = Spec(ORDER).given(*full.ENRICHING, full.HALF, full.INCOMPLETE)
    half = resolve(4, "correct", amendment=Amendment(ship_to=DETAILS.ship_to))
    [refusal] = spec.when(half).decided()
    assert (refusal.code, refusal.message) == ("invalid_corrections", "Still missing: customer.")


def test_corrections_beside_another_resolution_change_nothing():
    moved = Amendment(carrier="globex")
    order = EXCEPTION.when(resolve(3, "retry", amendment=moved))
    order.then(resolved(3, "retry", "shipping"), READY)


def test_a_corrected_total_is_looked_at_by_the_rule_again():
    dear = Spec(ORDER).given(*full.REVIEWING, full.stopped(_failed_review()))
    cheap = Amendment(lines=(Line("tea", 1, Decimal(1)),))
    [_, asked] = dear.when(resolve(5, "correct", amendment=cheap)).decided()
    assert type(asked) is type(full.DOCUMENT_ASKED)


def _failed_review():
    stage = full.Stage.REVIEW
    return replace(full.FAIL_DOCUMENT, stage=stage, answers=full.REVIEW_AT)


def test_a_note_is_the_reason_of_the_cancellation():
    spec = EXCEPTION.when(resolve(3, "cancel", note="changed my mind"))
    order = spec.then(resolved(3, "cancel", "shipping"), CANCELLED)
    assert order.status is Status.CANCELLED


def test_a_retry_after_a_client_stopped_the_order_asks_nobody_twice():
    stopped = PENDING.given(raised("shipping"))
    order = stopped.when(resolve(3, "retry")).then(resolved(3, "retry", "shipping"))
    assert (order.status, order.asked) == (Status.PENDING, 2)
    stopped.given(resolved(3, "retry", "shipping")).when(SHIP).then(SHIPPED)


def test_what_fails_while_a_client_has_stopped_the_order_is_not_lost():
    stopped = Spec(ORDER).given(*full.ISSUING, raised("tax_document"))
    failure = full.stopped(full.FAIL_DOCUMENT)
    order = stopped.when(full.FAIL_DOCUMENT).then(failure)
    assert order.resumes is Status.ISSUING_DOCUMENT
    retried = stopped.given(failure).when(resolve(8, "retry"))
    retried.then(resolved(8, "retry", "tax_document"), full.DOCUMENT_ASKED)


def test_a_client_may_name_another_stage():
    payment = replace(RAISE, stage="payment")
    order = PENDING.when(payment).then(raised("payment"))
    assert order.resumes is Status.PENDING


@pytest.mark.parametrize("told", [(SHIP, RETURN), (RETURN, SHIP)])
def test_a_return_and_its_shipment_converge(told):
    history = [PLACED, READY]
    for command in told:
        history += ORDER.decide(ORDER.replay(history), command)
    order = ORDER.replay(history)
    assert (order.status, order.exception, order.resumes) == (
        Status.EXCEPTION,
        RETURNED,
        Status.SHIPPED,
    )
    assert order.shipped_at
    assert ORDER.decide(order, RETURN) == []


def test_a_returned_parcel_may_be_sent_on_and_arrive():
    back = PENDING.given(SHIPPED, RETURNED)
    order = back.when(resolve(4, "retry")).then(resolved(4, "retry", "delivery"))
    assert order.status is Status.SHIPPED
    on_its_way = back.given(resolved(4, "retry", "delivery"))
    assert on_its_way.when(DELIVER).then(DELIVERED).status is Status.DELIVERED
    on_its_way.when(RETURN).then_nothing()


def test_a_parcel_of_a_former_request_is_a_contradiction_until_a_person_accepts_it():
    asked_anew = EXCEPTION.given(resolved(3, "retry", "shipping"), READY)
    asked_anew.when(replace(SHIP, answers=5)).then(SHIPPED)
    former = contradiction("shipped_for_former_request")
    asked_anew.when(SHIP).then(former)
    accepted = asked_anew.given(former).when(resolve(6, "accept_fact"))
    accepted.then(resolved(6, "accept_fact", "shipping"), SHIPPED)
    shipped = asked_anew.given(former, resolved(6, "accept_fact", "shipping"), SHIPPED)
    shipped.when(DELIVER).then(DELIVERED)


def test_every_resolution_is_known_by_its_published_name():
    assert [r.value for r in Resolution] == ["retry", "correct", "accept_fact", "cancel"]
