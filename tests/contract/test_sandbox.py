"""What the simulated partners say is what the gateway reads, and they read what it asks."""

import json

import pytest

from chalicelib.carrier_gateway.adapters.callbacks import CallbackBody, ShippingOutput, failure_in
from chalicelib.carrier_gateway.adapters.http_in import DeliveryBody, ShipmentBody
from chalicelib.carrier_gateway.adapters.readings import read_answer
from chalicelib.carrier_gateway.adapters.webhook_in import read
from chalicelib.carrier_gateway.application.replies import rejection
from chalicelib.carrier_gateway.application.tidings import ScanTold
from chalicelib.carrier_gateway.domain.task import Task
from sandbox.book import Book
from sandbox.carrier import Carrier
from sandbox.connection import Connection
from sandbox.enrichment import Enrichment
from sandbox.messages import Request
from sandbox.moments import said
from sandbox.scenarios import SCENARIOS
from sandbox.tax_documents import TaxDocuments

ORDER_ID = "6ab2b1ca-afe6-508d-988f-94f7d79e23c1"
GB = {"name": "Ada", "line1": "1 Square", "city": "London", "postal_code": "N1", "country": "GB"}
BODIES = {"/confirm-shipment": ShipmentBody, "/confirm-delivery": DeliveryBody}


@pytest.fixture
def partner():
    made = []

    def make(kind):
        made.append(kind("swift", Book(), Connection))
        return made[-1]

    yield make
    for one in made:
        one.book.close()


def asked(partner, mode="accept", **more):
    body = {"order_id": ORDER_ID, "callback_id": "cb-1", "ship_to": GB, "lines": [], **more}
    headers = {"idempotency-key": f"{ORDER_ID}:x"}
    return partner.take(Request(partner.path, headers, json.dumps(body).encode()), mode)


def told(partner):
    """Return what the partner has to tell, as it would be sent."""
    return [
        (message["path"], said(message["body"], partner.clock.real))
        for message in partner.book.messages()
    ]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_story_can_be_read_to_its_end(partner, scenario):
    carrier = partner(Carrier)
    carrier.behave({"scenario": scenario})
    asked(carrier)
    carrier.clock.advance(30 * 86400)
    scans = []
    for path, body in told(carrier):
        if path in BODIES:
            assert BODIES[path].model_validate(body).order_id == ORDER_ID
        else:
            reading = read(json.dumps(body).encode(), None)
            assert reading.faults == ()
            assert all(isinstance(one, ScanTold) for one in reading.told)
            scans += reading.told
    asked_for = {step.status for step in SCENARIOS[scenario].steps if hasattr(step, "status")}
    assert {one.scan.status.value for one in scans} == asked_for, "no word is unknown"
    reasons = {step.reason for step in SCENARIOS[scenario].steps if hasattr(step, "reason")}
    assert {one.scan.reason for one in scans} == reasons, "no reason is changed"


def test_a_carriers_acceptance_is_read(partner):
    answer = asked(partner(Carrier))
    output = ShippingOutput.model_validate(answer.body)
    assert output.shipping_status == "PROCESSING"
    assert output.tracking_number == answer.body["tracking_number"]


def test_a_document_is_read_as_it_was_made(partner):
    answer = asked(partner(TaxDocuments))
    issued = read_answer(Task.TAX_DOCUMENT, answer.body)
    assert issued.number == answer.body["document_number"]
    assert issued.content.startswith(b"%PDF-1.4")
    assert issued.issued_at is not None


def test_a_rejection_is_read(partner):
    answer = asked(partner(TaxDocuments), ship_to={**GB, "country": "US"})
    assert rejection(answer.body, "").code == "REGION_MISSING"


@pytest.mark.parametrize("external_id", ["SHOP-1815", "SHOP-1906", "anybody"])
def test_what_is_known_of_a_customer_is_read(partner, external_id):
    wanted = ["customer", "ship_to", "lines"]
    answer = asked(partner(Enrichment), external_id=external_id, wanted=wanted)
    known = read_answer(Task.ENRICHMENT, answer.body)
    assert known.customer.email == answer.body["customer"]["email"]
    assert known.ship_to.city == answer.body["ship_to"]["city"]


@pytest.mark.parametrize("kind", [Carrier, TaxDocuments, Enrichment])
@pytest.mark.parametrize("status", ["SUCCEEDED", "SUCCESS", "FAILED"])
def test_every_callback_is_taken(partner, kind, status):
    one = partner(kind)
    one.behave({"callback_status": status, "confirm_after_s": None})
    assert asked(one, mode="later").status == 202
    ((path, body),) = told(one)
    assert path == "/callbacks"
    callback = CallbackBody.model_validate(body)
    assert (callback.order_id, callback.callback_id) == (ORDER_ID, "cb-1")
    assert callback.task_type == one.task_type
    assert callback.has_failed == (status == "FAILED")
    if callback.has_failed:
        assert failure_in(callback) == one.refusal
