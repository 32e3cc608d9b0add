"""The check finds nothing wrong with sound partners, and each thing that is wrong with others."""

import pytest

from sandbox.carrier import Carrier
from sandbox.check.checks import CHECKS, examine
from sandbox.check.endpoint import Endpoint
from sandbox.check.examination import Examination
from sandbox.check.kinds import KINDS
from sandbox.check.report import Outcome
from sandbox.enrichment import Enrichment
from sandbox.messages import Answer
from sandbox.tax_documents import TaxDocuments
from tests.integration.sandbox.broken import BROKEN
from tests.integration.sandbox.conftest import SECRET


def examination(partner, kind="carrier", timeout_s=60.0):
    endpoint = Endpoint(partner.running.url, SECRET, timeout_s, KINDS[kind].most_bytes)
    return Examination(endpoint, KINDS[kind])


def failed(results):
    return {result.name for result in results if result.outcome is Outcome.FAIL}


def result_of(name, under):
    under.works = True
    (check,) = (check for check in CHECKS if check.name == name)
    return check.result(under)


@pytest.mark.parametrize(
    ("made", "kind"),
    [(Carrier, "carrier"), (TaxDocuments, "tax_document"), (Enrichment, "enrichment")],
)
@pytest.mark.parametrize("mode", ["accept", "later"])
def test_nothing_is_wrong_with_the_sandbox_itself(desk, made, kind, mode):
    partner = desk(made)
    partner.control(mode=mode, confirm_after_s=None, callback_after_s=1e6)
    results = list(examine(examination(partner, kind)))
    assert failed(results) == set(), results
    assert len(results) == len(CHECKS)


@pytest.mark.parametrize(("name", "made"), BROKEN)
def test_what_is_broken_is_found(desk, name, made):
    result = result_of(name, examination(desk(made)))
    assert result.outcome is Outcome.FAIL, result
    assert result.expected in "\n".join(result.lines())
    assert result.why in "\n".join(result.lines())


def test_every_check_is_shown_to_fail():
    elsewhere = {"answers in time"}
    assert {check.name for check in CHECKS} == {name for name, _ in BROKEN} | elsewhere


@pytest.mark.parametrize("status", [408, 409, 425, 429])
def test_some_4xx_are_no_refusals(desk, status):
    class Soft(Carrier):
        def answer(self, request):
            return Answer(status)

    result = result_of("refuses what is not signed", examination(desk(Soft)))
    assert result.outcome is Outcome.FAIL
    assert result.hint == f"Waybill takes a {status} for no refusal."


def test_a_late_answer_is_none(desk):
    partner = desk()
    partner.control(delay_s=0.4)
    results = list(examine(examination(partner, timeout_s=0.2)))
    assert failed(results) == {"takes a signed request", "answers in time"}


def test_a_dripping_answer_is_late_too(desk):
    partner = desk()
    partner.control(mode="drip", drip_s=1.0)
    first = next(examine(examination(partner, timeout_s=0.3)))
    assert (first.outcome, first.seen) == (Outcome.FAIL, "no whole answer within 0.3 s")


def test_a_refusal_says_nothing_of_one_that_refuses_everything(desk):
    partner = desk()
    partner.control(mode="refuse")
    results = list(examine(examination(partner)))
    assert failed(results) == {"takes a signed request"}
    skipped = [result for result in results if result.outcome is Outcome.SKIP]
    assert len(skipped) == len(CHECKS) - 1


def test_a_document_has_one_number_and_real_content(desk):
    class Careless(TaxDocuments):
        def take(self, request, mode):
            answer = super().take(request, mode)
            spoilt = {**answer.body, "content": "not base64!"}
            return Answer(201, spoilt) if answer.status == 201 else answer

    class Twice(TaxDocuments):
        def take(self, request, mode):
            self.book._write("delete from answers")
            self.book._write("update documents set key = rowid")
            return super().take(request, mode)

    assert failed(examine(examination(desk(Careless), "tax_document"))) == {
        "answers what Waybill can read"
    }
    assert "answers a repeat as the first" in failed(
        examine(examination(desk(Twice), "tax_document"))
    )


@pytest.mark.parametrize("answer", [{"customer": "Ada"}, {"attributes": {"age": 36}}])
def test_a_customer_has_the_agreed_shape(desk, answer):
    class Vague(Enrichment):
        def take(self, request, mode):
            answered = super().take(request, mode)
            return Answer(200, answer) if answered.status == 200 else answered

    assert failed(examine(examination(desk(Vague), "enrichment"))) == {
        "answers what Waybill can read"
    }
