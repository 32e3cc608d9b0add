"""The simulated provider of tax documents issues each once: at once, later, or not at all."""

import base64
import re

import pytest

from sandbox.tax_documents import TaxDocuments

PLACE = {"name": "Ada", "line1": "1 Square", "city": "London", "postal_code": "N1", "country": "GB"}
ORDER = {
    "task_type": "TAX_DOCUMENT_ISSUANCE",
    "customer": {"name": "Zoë (of Łódź)", "email": "ada@example.com"},
    "ship_to": PLACE,
    "lines": [{"sku": "BOOK-1", "quantity": 2, "unit_price": "19.90"}],
    "currency": "GBP",
    "total": "39.80",
}
IN_THE_US = {**ORDER, "ship_to": {**PLACE, "country": "US"}}


@pytest.fixture
def office(desk):
    return desk(TaxDocuments, name="paperless")


def test_a_document_is_issued_at_once_and_is_a_pdf(office):
    answer = office.ask(**ORDER)
    issued = answer.json()
    content = base64.b64decode(issued["content"], validate=True)
    assert answer.status == 201
    assert re.fullmatch(r"F-\d{4}-000001", issued["document_number"])
    assert issued["media_type"] == "application/pdf"
    assert content.startswith(b"%PDF-1.4")
    assert issued["document_number"].encode() in content


def test_the_same_key_again_is_the_same_document(office):
    first, again = office.ask(**ORDER), office.ask(**ORDER)
    assert first.data == again.data
    assert len(office.told("GET", "/documents")["documents"]) == 1


def test_another_key_is_another_number(office):
    numbers = {office.ask(order_id=f"o-{n}", **ORDER).json()["document_number"] for n in (1, 2)}
    assert len(numbers) == 2


def test_an_address_in_a_country_of_states_needs_its_region(office):
    refused = office.ask(**IN_THE_US)
    assert refused.status == 422
    assert refused.json()["code"] == "REGION_MISSING"
    assert office.told("GET", "/documents")["documents"] == []

    corrected = {**IN_THE_US, "ship_to": {**IN_THE_US["ship_to"], "region": "VA"}}
    assert office.ask(key="o-1:tax-document:2", **corrected).status == 201


def test_later_is_by_callback_and_after_hours_of_its_clock(office):
    office.told("PUT", "/clock", {"paused": True})
    office.control(mode="later", callback_after_s=5 * 3600)
    assert office.ask(**ORDER).status == 202
    assert office.ask(**ORDER).status == 202, "a repeat is answered as the first"

    office.told("POST", "/clock/advance", {"hours": 5})
    ((path, told),) = office.heard(1)

    assert path == "/callbacks"
    assert (told["order_id"], told["callback_id"]) == ("o-1", "cb-o-1")
    assert (told["task_type"], told["task_status"]) == ("TAX_DOCUMENT_ISSUANCE", "SUCCEEDED")
    (kept,) = office.told("GET", "/documents")["documents"]
    assert told["task_output"]["document_number"] == kept["document_number"]


def test_what_cannot_be_issued_is_rejected_later_too(office):
    office.control(mode="later", callback_after_s=0)
    assert office.ask(**IN_THE_US).status == 202
    ((_, told),) = office.heard(1)
    assert told["task_status"] == "FAILED"
    assert told["task_error"]["code"] == "REGION_MISSING"
    assert office.told("GET", "/documents")["documents"] == []


def test_the_control_can_reject(office):
    office.control(mode="refuse", refusal_code="CLOSED", refusal_message="Not today.")
    refused = office.ask(**ORDER)
    assert refused.status == 422
    assert refused.json() == {"status": "refused", "code": "CLOSED", "message": "Not today."}


def test_a_silent_one_takes_it_and_issues_nothing(office):
    office.control(mode="never")
    assert office.ask(**ORDER).status == 202
    assert office.told("GET", "/documents")["documents"] == []
    assert office.told("GET", "/messages")["messages"] == []
