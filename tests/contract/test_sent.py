"""What the gateway asks of partners is what its HTTP document says, request and answer."""

import json
import re
from base64 import b64encode

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from chalicelib.carrier_gateway.adapters.operations import OPERATIONS, SENT
from chalicelib.carrier_gateway.adapters.webhook_in import read
from chalicelib.carrier_gateway.application.calls import Purpose, Reply
from chalicelib.carrier_gateway.application.inquiry_errands import Enrichment, Issued, Rejection
from chalicelib.carrier_gateway.application.shipping_errands import Accepted, Confirmed
from chalicelib.carrier_gateway.application.tidings import AnswerTold, NoticeTold, ScanTold
from chalicelib.carrier_gateway.application.verdicts import Refused, Taken, TryAgain
from tests.support.asking import ASKS, errand
from tests.support.conversations import NOON
from tools.http_documents import document

DOCUMENT = document("carrier-gateway")
WORDS = {
    Accepted: "Accepted",
    Taken: "Taken",
    Refused: "Refused",
    TryAgain: "Tried again",
    Confirmed: "Confirmed",
    Issued: "Answered",
    Enrichment: "Answered",
    Rejection: "Rejected",
}
ANSWER = {
    "document_number": "1",
    "media_type": "text/xml",
    "content": b64encode(b"<x/>").decode(),
    "customer": {"name": "Ada", "email": "ada@example.com"},
}
each_request = pytest.mark.parametrize("name", ASKS)


def operation(name):
    return DOCUMENT["webhooks"][name]["post"]


def validator(name):
    """Return what holds a body to its schema, and lets it say nothing else."""
    schema = operation(name)["requestBody"]["content"]["application/json"]["schema"]
    closed = {"unevaluatedProperties": False}
    components = {key: closed | part for key, part in DOCUMENT["components"]["schemas"].items()}
    whole = schema | closed | {"components": {"schemas": components}}
    return Draft202012Validator(whole, format_checker=FormatChecker())


def test_every_request_is_described():
    assert set(SENT) == set(ASKS) == set(DOCUMENT["webhooks"])
    assert {errand(name).call.purpose for name in ASKS} == set(Purpose)


@each_request
@pytest.mark.parametrize("example", ["full", "minimal"])
def test_what_is_sent_fits_the_document(name, example):
    call = errand(name, example).call
    assert list(validator(name).iter_errors(call.document)) == []
    assert call.path == SENT[name].path.format(order_id=call.asked.order_id)
    patterns = {h["name"]: h["schema"].get("pattern", "") for h in operation(name)["parameters"]}
    assert re.search(patterns["Idempotency-Key"], call.idempotency_key)
    assert re.search(patterns["webhook-id"], call.message_id)


@each_request
def test_all_that_is_described_is_sent(name):
    body = operation(name)["requestBody"]["content"]["application/json"]
    assert set(errand(name).call.document) == set(body["schema"]["properties"])


@each_request
def test_the_examples_are_as_sent_but_for_the_callback_id(name):
    examples = operation(name)["requestBody"]["content"]["application/json"]["examples"]
    for example, shown in examples.items():
        assert list(validator(name).iter_errors(shown["value"])) == []
        sent = errand(name, example).call.document
        assert shown["value"] == sent | {"callback_id": shown["value"]["callback_id"]}


@each_request
def test_every_answer_means_what_the_document_says(name):
    asked, replies = errand(name), SENT[name].replies
    for status in [*range(200, 227), *range(300, 309), *range(400, 452), *range(500, 512)]:
        meaning = asked.meaning(Reply(status, json.dumps(ANSWER).encode()), NOON)
        said = replies.get(str(status)) or replies[f"{status // 100}XX"]
        assert said.meaning.startswith(WORDS[type(meaning)]), f"{status} to {name}"


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("a scan", [ScanTold]),
        ("scans in a bundle", [ScanTold, ScanTold]),
        ("an answer to a task", [AnswerTold]),
        ("anything else", [NoticeTold]),
    ],
)
def test_the_examples_of_webhooks_are_read_as_they_are_called(title, kinds):
    examples = OPERATIONS["receive_webhook"].examples
    assert len(examples) == 4
    reading = read(json.dumps(examples[title]).encode(), None)
    assert (reading.faults, [type(told) for told in reading.told]) == ((), kinds)
