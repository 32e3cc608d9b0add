"""The check takes back what it asked for, as the gateway would, and names what stays."""

import json
from datetime import UTC, datetime

from chalicelib.carrier_gateway.application.calls import Asked, Call, Purpose
from sandbox.carrier import Carrier
from sandbox.check.checks import examine
from sandbox.check.tidying import tidied
from sandbox.messages import Answer
from tests.integration.sandbox.broken import CancelsOnce, Keeps
from tests.integration.sandbox.broken_signatures import AnySignature, CrashesOnHeaders
from tests.integration.sandbox.test_check import examination, result_of

CANCELLATION = "takes a cancellation, and its repeat"


class TakesAndFails(Carrier):
    """Takes a shipment, and then breaks down."""

    def take(self, request, mode):
        answer = super().take(request, mode)
        return answer if "/cancellation" in request.path else Answer(500, answer.body)


def tidy(partner):
    """Check a partner that sends nothing off, and take back what it took."""
    partner.control(confirm_after_s=None)
    under = examination(partner)
    list(examine(under))
    return list(tidied(under))


def calls(order, path):
    """The two calls that the gateway makes about `order`."""
    asked = Asked(**{name: order[name] for name in ("order_id", "task_type", "callback_id")},
                  answers="e", at=datetime.now(UTC), cause="e", tenant_id="shop")  # fmt: skip
    details = {"external_id": order["external_id"]}
    return Call(Purpose.SHIP, asked, "/orders", {}), Call(Purpose.CANCEL, asked, path, details)


def test_a_cancellation_is_what_the_gateway_sends_and_its_repeat_the_same(desk):
    partner = desk()
    result_of(CANCELLATION, examination(partner))
    shipment, first, again = partner.told("GET", "/requests")["requests"]
    order = json.loads(shipment["body"])
    ship, cancel = calls(order, f"/orders/{order['order_id']}/cancellation")
    assert shipment["headers"]["webhook-id"] == ship.message_id
    assert shipment["headers"]["idempotency-key"] == ship.idempotency_key
    for one in (first, again):
        assert json.loads(one["body"]) == cancel.document
        assert one["path"] == cancel.path
        assert one["headers"]["webhook-id"] == cancel.message_id
        assert one["headers"]["idempotency-key"] == cancel.idempotency_key


def test_what_was_taken_under_a_signature_of_something_else_is_taken_back(desk):
    partner = desk(AnySignature)
    assert tidy(partner)[-1] == "None of them is left."
    shipments = partner.told("GET", "/shipments")["shipments"]
    assert all(shipment.get("cancelled") for shipment in shipments)


def test_what_was_taken_without_an_answer_is_taken_back(desk):
    partner = desk(TakesAndFails)
    assert tidy(partner) == [
        "Test orders taken: 0, all marked WAYBILL-TEST; perhaps taken: 1.",
        "None of them is left.",
    ]
    (shipment,) = partner.told("GET", "/shipments")["shipments"]
    assert shipment["cancelled"]


def test_what_is_not_cancelled_is_named_with_the_answer(desk):
    partner = desk(Keeps)
    head, title, *left = tidy(partner)
    assert title == "Not cancelled, see to them by hand:"
    ids = {one["order_id"] for one in partner.told("GET", "/shipments")["shipments"]}
    assert {line.split()[1] for line in left} == ids
    assert head == f"Test orders taken: {len(ids)}, all marked WAYBILL-TEST."
    assert all("WAYBILL-TEST-" in line and " 404 in " in line for line in left)


def test_what_was_never_taken_or_is_cancelled_already_is_not_named(desk):
    for made in (CrashesOnHeaders, CancelsOnce):
        assert tidy(desk(made))[1:] == ["None of them is left."]
