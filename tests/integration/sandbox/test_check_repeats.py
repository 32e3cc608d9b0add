"""Which answers to a repeat are safe, and how the check says what Waybill makes of them."""

import json

import pytest

from sandbox.carrier import Carrier
from sandbox.check.report import Outcome
from sandbox.messages import Answer
from tests.integration.sandbox.broken_repeats import Busy
from tests.integration.sandbox.test_check import examination, result_of

AT_ONCE, ANEW = "makes one of two at once", "knows a repeat by its key alone"


@pytest.mark.parametrize("busy", [408, 425, 429, 500, 503])
def test_a_second_request_may_be_sent_away_while_the_first_is_in_work(desk, busy):
    partner = desk(Busy)
    partner.partner.busy = busy
    result = result_of(AT_ONCE, examination(partner))
    assert result.outcome is Outcome.PASS, result
    assert str(busy) in result.seen
    assert "counts as accepted" not in result.seen


def test_a_409_while_the_first_is_in_work_is_said_to_count_as_accepted(desk):
    partner = desk(Busy)
    partner.partner.busy = 409
    result = result_of(AT_ONCE, examination(partner))
    assert result.outcome is Outcome.PASS, result
    assert "a 409 counts as accepted" in result.seen


def test_it_asks_anew_with_the_same_key_and_another_callback_id(desk):
    partner = desk()
    result_of(ANEW, examination(partner))
    first, anew = partner.told("GET", "/requests")["requests"]
    bodies = [json.loads(one["body"]) for one in (first, anew)]
    callbacks = {body.pop("callback_id") for body in bodies}
    assert len(callbacks) == 2
    assert bodies[0] == bodies[1]
    assert first["headers"]["idempotency-key"] == anew["headers"]["idempotency-key"]
    assert first["headers"]["webhook-id"] != anew["headers"]["webhook-id"]


def test_a_result_without_a_number_is_said_not_to_be_told_apart(desk):
    class Camel(Carrier):
        def answer(self, request):
            return Answer(200, {"trackingNumber": "T1"})

    result = result_of(ANEW, examination(desk(Camel)))
    assert result.seen == "200, then 200: no tracking_number to tell them apart by"
