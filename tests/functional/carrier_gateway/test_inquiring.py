"""Partners over HTTP tell what orders want to know, at once or later, and documents are stored."""

import json
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.domain.answering import callback_id
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from eventing import aws
from eventing.credentials import Caller
from eventing.service import now
from tests.functional.carrier_gateway.conftest import GATEWAY, NAMESPACE, SECRET, share_secrets
from tests.support.api import Api
from tests.support.aws import taken
from tests.support.carrier import answer
from tests.support.contract import assert_valid
from tests.support.conversations import ORDER_ID, READY
from tests.support.inquiries import ENRICHED_SAID, ISSUED_SAID, PDF
from tests.support.orders_said import CONSIGNMENT, cancelled, said

GOODS = {name: CONSIGNMENT[name] for name in ("ship_to", "lines", "currency", "total")}
CUSTOMER = {"name": "Ada Example", "email": "ada@example.com"}
ENRICH = {"partner": "crm", "wanted": ["customer"], "channel": "full"}
TAX = {"partner": "paperless", "customer": CUSTOMER, **GOODS}
REVIEW = {"rule": "total_above", "message": "It is worth more than 1000."}
DECISION = {"decision": "approved", "requested_by": "ops"}
# As large as an answer with a document may be.
LARGE = b"x" * 780_000


@pytest.fixture
def partners(gateway, client):
    for partner_id, kind in {"crm": "enrichment", "paperless": "tax_document"}.items():
        entry = Partner(partner_id, Way.SIGNED, gateway.carrier.url, kind=kind, signs=False)
        wiring.partners().put(entry)
        share_secrets(partner_id, SECRET)
        caller = Caller("partner", partner_id, partner_id, NAMESPACE)
        wiring.service().credentials.register(f"{partner_id}-key", caller)
    return gateway


def asks(fact: str, data: dict, version: int = 2) -> dict:
    return said(f"order.{fact}_requested.v1", version, ORDER_ID, data)


def published(gateway, task: Task) -> list[dict]:
    """Publish what is stored of a task as the pipe would; return it, all of it valid."""
    wiring.service().republisher.stream(stream_of(ORDER_ID, task))
    heard = taken(gateway.heard)
    for event in heard:
        assert_valid(event["detail-type"], event["detail"])
    return heard


def facts(gateway, task: Task) -> list[str]:
    return [event["detail-type"] for event in published(gateway, task)]


def document_said(content: bytes) -> bytes:
    return json.dumps({**ISSUED_SAID, "content": b64encode(content).decode()}).encode()


def stored(key: str) -> dict:
    return aws.client("s3").get_object(Bucket="documents", Key=key)


def test_an_order_is_enriched_in_one_call(partners):
    partners.carrier.manners = [answer(200, json.dumps(ENRICHED_SAID).encode())]
    assert partners.deliver(asks("enrichment", ENRICH)) == []
    assert partners.wakes() == ["crm"]
    partners.drain("crm")
    (request,) = partners.carrier.requests
    assert (request["path"], json.loads(request["body"])["wanted"]) == (
        "/enrichments",
        ["customer"],
    )
    asked, told = published(partners, Task.ENRICHMENT)
    assert asked["detail-type"] == "partner.task_requested.v1"
    assert told["detail-type"] == "partner.enrichment_completed.v1"
    assert told["detail"]["data"]["customer"]["email"] == "ada@example.com"
    assert told["detail"]["data"]["answers"] == READY


@pytest.mark.parametrize("content", [PDF, LARGE])
def test_a_tax_document_is_kept_encrypted_under_a_key_that_events_tell(partners, content):
    partners.carrier.manners = [answer(201, document_said(content))]
    partners.deliver(asks("tax_document", TAX))
    partners.drain("paperless")
    _, told = published(partners, Task.TAX_DOCUMENT)
    document = told["detail"]["data"]["document"]
    kept = stored(document["key"])
    assert kept["Body"].read() == content
    assert (kept["ContentType"], kept["ServerSideEncryption"]) == ("application/pdf", "AES256")
    assert (document["size"], document["sha256"]) == (len(content), sha256(content).hexdigest())
    assert ISSUED_SAID["content"] not in json.dumps(told)


def test_a_document_that_is_too_large_is_not_read(partners):
    partners.carrier.manners = [answer(201, document_said(b"x" * 800_000)), answer(422)]
    partners.deliver(asks("tax_document", TAX))
    partners.drain("paperless")
    assert len(partners.carrier.requests) == 2
    assert aws.client("s3").list_objects_v2(Bucket="documents")["KeyCount"] == 0


def test_a_provider_has_words_of_its_own_for_answers_and_for_refusals(partners):
    fields = {"document_number": "no", "media_type": "'application/pdf'", "content": "file"}
    mapping = {"answers": {"TAX_DOCUMENT_ISSUANCE": fields}}
    entry = wiring.partners().get("paperless")
    wiring.partners().put(replace(entry, mapping=mapping))
    own = json.dumps({"no": "F-1", "file": b64encode(LARGE).decode()}).encode()
    partners.carrier.manners = [answer(422, b'{"code": "NO", "message": "No."}'), answer(200, own)]
    for version in (2, 5):
        partners.deliver(asks("tax_document", TAX, version))
        partners.drain("paperless")
    told = {
        event["detail-type"]: event["detail"]["data"]
        for event in published(partners, Task.TAX_DOCUMENT)
    }
    assert told["tax.document_rejected.v1"]["code"] == "NO"
    assert told["tax.document_issued.v1"]["document"]["number"] == "F-1"


def test_a_tax_document_may_come_by_callback(partners, client):
    partners.carrier.manners = [answer(202)]
    partners.deliver(asks("tax_document", TAX))
    partners.drain("paperless")
    body = {
        "order_id": ORDER_ID,
        "task_type": "TAX_DOCUMENT_ISSUANCE",
        "task_status": "SUCCEEDED",
        "callback_id": callback_id(READY),
        "task_output": ISSUED_SAID,
    }
    api = Api(client, "paperless-key")
    first, again = (api.post("/callbacks", json.dumps(body).encode()) for _ in range(2))
    assert [each.status for each in (first, again)] == [200, 200]
    assert [each.body["status"] for each in (first, again)] == ["recorded", "repeated"]
    assert facts(partners, Task.TAX_DOCUMENT) == [
        "partner.task_requested.v1",
        "partner.task_taken.v1",
        "tax.document_issued.v1",
    ]
    foreign = Api(client, "crm-key").post("/callbacks", json.dumps(body).encode())
    assert foreign.status == 404
    wrong = {**body, "task_output": {**ISSUED_SAID, "media_type": "text/html"}}
    refused = api.post("/callbacks", json.dumps(wrong).encode())
    assert refused.status == 422
    assert refused.body["errors"][0]["field"] == "task_output.media_type"
    other = {**body, "task_output": {**ISSUED_SAID, "document_number": "F-2"}}
    assert api.post("/callbacks", json.dumps(other).encode()).status == 409


def test_more_goods_than_an_event_holds_are_refused_by_name_and_fewer_taken(partners, client):
    partners.carrier.manners = [answer(202)]
    partners.deliver(asks("enrichment", ENRICH | {"wanted": ["lines"]}))
    partners.drain("crm")
    line = {"sku": "S", "description": "d" * 480, "quantity": 1, "unit_price": "1.00"}
    body = {"order_id": ORDER_ID, "task_type": Task.ENRICHMENT, "task_status": "SUCCEEDED"}
    api = Api(client, "crm-key")
    refused = api.post("/callbacks", {**body, "task_output": {"lines": [line] * 300}})
    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "task_output.lines")
    assert api.post("/callbacks", {**body, "task_output": {"lines": [line] * 200}}).status == 200


def test_a_rejected_document_is_asked_for_anew_with_the_corrected_order(partners):
    no = b'{"code": "REGION_MISSING", "message": "The address needs a region."}'
    partners.carrier.manners = [answer(422, no), answer(201, document_said(PDF))]
    partners.deliver(asks("tax_document", TAX))
    partners.drain("paperless")
    corrected = {**TAX, "ship_to": {**TAX["ship_to"], "region": "Wien"}}
    partners.deliver(asks("tax_document", corrected, version=5))
    partners.drain("paperless")
    keys = [request["headers"]["idempotency-key"] for request in partners.carrier.requests]
    assert keys == [f"{ORDER_ID}:tax-document", f"{ORDER_ID}:tax-document:2"]
    assert facts(partners, Task.TAX_DOCUMENT) == [
        "partner.task_requested.v1",
        "tax.document_rejected.v1",
        "partner.task_requested.v1",
        "tax.document_issued.v1",
    ]


def test_a_failure_by_callback_is_a_rejection_of_the_document(partners, client):
    partners.carrier.manners = [answer(202)]
    partners.deliver(asks("tax_document", TAX))
    partners.drain("paperless")
    body = {
        "order_id": ORDER_ID,
        "task_type": "TAX_DOCUMENT_ISSUANCE",
        "task_status": "FAILED",
        "task_error": {"code": "REGION_MISSING"},
        "task_cause": "The address needs a region.",
    }
    answered = Api(client, "paperless-key").post("/callbacks", json.dumps(body).encode())
    assert answered.status == 200
    rejected = published(partners, Task.TAX_DOCUMENT)[-1]
    assert rejected["detail-type"] == "tax.document_rejected.v1"
    assert rejected["detail"]["data"]["code"] == "REGION_MISSING"


def test_what_was_taken_and_never_answered_fails_by_the_sweep(partners, monkeypatch):
    partners.carrier.manners = [answer(202)]
    partners.deliver(asks("enrichment", ENRICH))
    partners.drain("crm")
    later = now().replace(year=now().year + 1)
    wiring.inquiries.cache_clear()
    wiring.desks.cache_clear()
    monkeypatch.setattr(wiring, "now", lambda: later)
    GATEWAY.sweep({}, None)
    failed = published(partners, Task.ENRICHMENT)[-1]
    assert failed["detail-type"] == "partner.task_failed.v1"
    assert failed["detail"]["data"]["code"] == "no_answer"


def test_a_person_reviews_an_order(partners):
    partners.deliver(asks("review", REVIEW))
    decided = said("operator.review_decided.v1", 1, ORDER_ID, DECISION)
    decided = {**decided, "source": "waybill.backoffice"}
    assert partners.deliver(decided) == []
    assert partners.carrier.requests == []
    assert facts(partners, Task.REVIEW) == [
        "partner.task_requested.v1",
        "partner.review_completed.v1",
    ]


def test_a_decision_that_overtakes_its_question_comes_again(partners):
    decided = said("operator.review_decided.v1", 1, ORDER_ID, DECISION)
    assert partners.deliver(decided) == ["message-0"]
    assert partners.deliver(asks("review", REVIEW), decided) == []
    assert facts(partners, Task.REVIEW)[-1] == "partner.review_completed.v1"


@pytest.mark.parametrize("first", ["question", "cancellation"])
def test_a_cancelled_order_is_asked_nothing(partners, first):
    events = [asks("enrichment", ENRICH), cancelled()]
    for event in events if first == "question" else reversed(events):
        assert partners.deliver(event) == []
    partners.drain("crm")
    assert partners.carrier.requests == []
    assert facts(partners, Task.ENRICHMENT)[-1] == "partner.task_withdrawn.v1"
