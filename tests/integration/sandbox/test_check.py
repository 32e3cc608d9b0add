"""The check finds nothing wrong with sound partners, and each thing that is wrong with others."""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from local.place import REPOSITORY
from sandbox.carrier import Carrier
from sandbox.check.checks import CHECKS, examine
from sandbox.check.endpoint import Endpoint
from sandbox.check.examination import Examination
from sandbox.check.kinds import KINDS
from sandbox.check.report import Outcome, written
from sandbox.enrichment import Enrichment
from sandbox.messages import Answer
from sandbox.signing import new_secret
from sandbox.tax_documents import TaxDocuments
from tests.integration.sandbox.conftest import SECRET

KNOWN = {"order_id", "external_id", "callback_id", "task_type", "ship_to", "lines"}
KNOWN |= {"currency", "total"}


class NoSignature(Carrier):
    def _is_genuine(self, request):
        return "webhook-signature" not in request.headers or super()._is_genuine(request)


class AnySignature(Carrier):
    def _is_genuine(self, request):
        return "webhook-signature" in request.headers


class AnyTime(Carrier):
    def _is_genuine(self, request):
        given = request.headers
        at = datetime.fromtimestamp(int(given.get("webhook-timestamp", 0)), UTC)
        right = Webhook(SECRET).sign(given.get("webhook-id", ""), at, request.body.decode())
        return right in given.get("webhook-signature", "").split()


class OneSignature(Carrier):
    def _is_genuine(self, request):
        return " " not in request.headers["webhook-signature"] and super()._is_genuine(request)


class Changed(Carrier):
    """Answers otherwise where `wrong` finds a reason."""

    def answer(self, request):
        return self.wrong(request) or super().answer(request)


class CrashesOnHeaders(Changed):
    def wrong(self, request):
        return None if request.headers["webhook-timestamp"].isdigit() else Answer(500)


class CrashesOnGarbage(Changed):
    def wrong(self, request):
        return None if request.document else Answer(500)


class TakesGarbage(Changed):
    def wrong(self, request):
        return None if request.order_id or "/cancel" in request.path else Answer(200)


class Strict(Changed):
    def wrong(self, request):
        return Answer(400) if set(request.document) - KNOWN else None


class Latin(Changed):
    def wrong(self, request):
        return None if request.body.isascii() else Answer(400)


class Particular(Changed):
    def wrong(self, request):
        plain = request.headers["content-type"] == "application/json"
        return None if plain else Answer(415)


class Keeps(Changed):
    def wrong(self, request):
        return Answer(404) if "/cancellation" in request.path else None


class CancelsAnything(Changed):
    def wrong(self, request):
        return Answer(200) if "/cancellation" in request.path else None


class Moved(Changed):
    def wrong(self, request):
        return Answer(307, {}, {"Location": "http://127.0.0.1:9/"})


class Html(Changed):
    def wrong(self, request):
        return Answer(200, "{}", {"Content-Type": "text/html"})


class Wordy(Changed):
    def wrong(self, request):
        return Answer(200, {"tracking_number": "1" * 129})


class Endless(Changed):
    def wrong(self, request):
        return Answer(200, {"tracking_number": "1", "more": "." * 70_000})


class Listing(Changed):
    def wrong(self, request):
        return Answer(200, "[]")


class Forgetful(Carrier):
    def take(self, request, mode):
        answer = super().take(request, mode)
        for table in ("answers", "shipments"):
            self.book._write(f"delete from {table}")
        return answer


class ByMessage(Forgetful):
    """Takes a repeat for one only where its webhook-id is the same."""

    def take(self, request, mode):
        name = f"m {request.headers['webhook-id']}"
        if not self.book.noted(name):
            answer = super().take(request, mode)
            self.book.note(name, {"status": answer.status, "body": answer.body})
        return Answer(**self.book.noted(name))


class Racing(Forgetful):
    """Looks, and only then writes: two at once both find nothing."""

    both = threading.Barrier(2)

    def take(self, request, mode):
        self.both.wait(timeout=5)
        with self.book.open():
            return super().take(request, mode)


BROKEN = [
    ("takes a signed request", Moved),
    ("answers in the agreed shape", Wordy),
    ("answers in the agreed shape", Endless),
    ("answers in the agreed shape", Listing),
    ("says that it answers JSON", Html),
    ("answers a repeat as the first", Forgetful),
    ("knows a repeat by its key alone", ByMessage),
    ("makes one of two at once", Racing),
    ("refuses what is not signed", NoSignature),
    ("refuses a wrong signature", AnySignature),
    ("refuses another body under a good signature", AnySignature),
    ("refuses what is an hour old", AnyTime),
    ("refuses what is an hour ahead", AnyTime),
    ("refuses malformed signature headers", CrashesOnHeaders),
    ("accepts the second of two signatures", OneSignature),
    ("does not mind unknown fields", Strict),
    ("takes the letters of the world", Latin),
    ("takes a charset in Content-Type", Particular),
    ("refuses what is no JSON", CrashesOnGarbage),
    ("refuses what is no JSON", TakesGarbage),
    ("refuses what names no order", TakesGarbage),
    ("takes a cancellation, and its repeat", Keeps),
    ("refuses to cancel what it does not know", CancelsAnything),
]


def examination(partner, kind="carrier", timeout_s=5.0):
    endpoint = Endpoint(partner.running.url, SECRET, timeout_s, KINDS[kind].most_bytes)
    return Examination(endpoint, KINDS[kind])


def failed(results):
    return {result.name for result in results if result.outcome is Outcome.FAIL}


@pytest.mark.parametrize(
    ("made", "kind"),
    [(Carrier, "carrier"), (TaxDocuments, "tax_document"), (Enrichment, "enrichment")],
)
@pytest.mark.parametrize("mode", ["accept", "later"])
def test_nothing_is_wrong_with_the_sandbox_itself(desk, made, kind, mode):
    partner = desk(made)
    partner.control(mode=mode, confirm_after_s=None, callback_after_s=1e6)
    results = list(examine(examination(partner, kind)))
    assert failed(results) == set(), written(results)
    assert len(results) == len(CHECKS)


@pytest.mark.parametrize(("name", "made"), BROKEN)
def test_what_is_broken_is_found(desk, name, made):
    under = examination(desk(made))
    under.works = True
    (check,) = (check for check in CHECKS if check.name == name)
    result = check.result(under)
    assert result.outcome is Outcome.FAIL, result
    assert result.expected in written([result])
    assert result.why in written([result])


def test_every_check_is_shown_to_fail():
    elsewhere = {"answers in time"}
    assert {check.name for check in CHECKS} == {name for name, _ in BROKEN} | elsewhere


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
    assert len(skipped) == len(CHECKS) - 2


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
        "answers in the agreed shape"
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
        "answers in the agreed shape"
    }


def check(**variables):
    return subprocess.run(
        [sys.executable, "-m", "sandbox.check"],
        cwd=REPOSITORY,
        env={**os.environ, "SECRET": SECRET, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_reports_tidies_up_and_keeps_the_secret(desk):
    partner = desk()
    done = check(URL=partner.running.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "21 passed, 0 failed, 0 skipped" in done.stdout
    assert SECRET not in done.stdout
    shipments = partner.told("GET", "/shipments")["shipments"]
    assert all(shipment.get("cancelled") for shipment in shipments)
    asked = partner.told("GET", "/requests")["requests"]
    assert {one["headers"]["x-waybill-test"] for one in asked} == {"partner-check"}
    bodies = [json.loads(one["body"]) for one in asked if one["body"].endswith("}")]
    external = [body["external_id"] for body in bodies if "external_id" in body]
    assert all(one.startswith("WAYBILL-TEST-") for one in external)


def test_the_command_fails_where_something_failed(desk):
    done = check(URL=desk(AnySignature).running.url)
    assert done.returncode == 1
    assert "FAIL  refuses a wrong signature" in done.stdout
    assert "Anybody who finds the address could give you orders." in done.stdout


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"URL": "https://carrier.example/api"}, "CONFIRM=yes"),
        ({"URL": "http://10.0.0.1"}, "CONFIRM=yes"),
        ({"URL": "https://127.0.0.1.example"}, "CONFIRM=yes"),
        ({"URL": ""}, "are needed"),
        ({"URL": "ftp://127.0.0.1"}, "no http or https address"),
        ({"URL": "http://127.0.0.1:1", "SECRET": "whsec_%"}, "Standard Webhooks secret"),
    ],
)
def test_the_command_asks_before_it_sends_anything_far_away(variables, word):
    done = check(**variables)
    assert done.returncode == 1
    assert word in done.stderr
    assert done.stdout == ""


def test_nobody_there_is_said_plainly(desk):
    partner = desk()
    partner.running.stop()
    partner.running.stop = lambda: None
    done = check(URL=partner.running.url)
    assert done.returncode == 1
    assert "no answer: nobody takes the call" in done.stdout


def test_another_secret_is_noticed_at_the_first_check(desk):
    done = check(URL=desk().running.url, SECRET=new_secret())
    assert "1 failed" in done.stdout
    assert "401" in done.stdout
