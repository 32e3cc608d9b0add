"""The check says what Waybill understands of an answer, and so what it does not."""

import json
from datetime import UTC, datetime

import pytest

from chalicelib.carrier_gateway.application.calls import Reply
from chalicelib.carrier_gateway.application.shipping_errands import Accepted, Taken, shipment_answer
from chalicelib.carrier_gateway.application.verdicts import judge
from sandbox.check.answers import Unreadable
from sandbox.check.checks import examine
from sandbox.check.exchange import Seen
from sandbox.check.kinds import KINDS
from tests.integration.sandbox.test_check import examination

READ = "answers what Waybill can read"
ANSWERS = [
    (200, {"status": "accepted", "shipping_status": "PROCESSING", "tracking_number": "T1"}),
    (201, {"tracking_number": " T1 "}),
    (200, {"trackingNumber": "T1"}),
    (200, {"status": "error", "error": "no capacity"}),
    (200, {"tracking_number": None, "shipping_status": ""}),
    (200, {}),
    (200, b""),
    (204, b" "),
    (202, {"tracking_number": "T1"}),
    (202, b"<html>"),
    (200, {"tracking_number": 1}),
    (200, {"tracking_number": "1" * 129}),
    (200, {"tracking_number": "T\u20281"}),
    (200, []),
    (200, b"OK"),
    (200, b"[" * 60_000),
]


def of_gateway(meaning):
    match meaning:
        case Accepted(status, str(number)):
            return f"accepted, shipping_status {status}, tracking_number {number}"
        case Accepted():
            return "accepted WITHOUT tracking_number"
        case Taken():
            return "taken, to be answered by POST /callbacks"
    return None


@pytest.mark.parametrize(("status", "said"), ANSWERS)
def test_the_check_understands_a_carrier_as_the_gateway_does(status, said):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    meaning = judge(Reply(status, body), datetime.now(UTC), shipment_answer)
    try:
        understood = KINDS["carrier"].understood(Seen(status, {}, body)).partition(" (")[0]
    except Unreadable:
        understood = None
    assert understood == of_gateway(meaning)


@pytest.mark.parametrize(
    ("kind", "status", "said", "understood"),
    [
        (
            "carrier",
            200,
            {"trackingNumber": "T1"},
            "accepted WITHOUT tracking_number (fields not read: trackingNumber)",
        ),
        (
            "carrier",
            200,
            {"status": "error", "\x1b[2J": 1},
            "accepted WITHOUT tracking_number (fields not read: status,  [2J)",
        ),
        (
            "carrier",
            202,
            {"tracking_number": "T1"},
            "taken, to be answered by POST /callbacks (fields not read: tracking_number)",
        ),
        (
            "tax_document",
            201,
            {"document_number": "D1", "media_type": "text/xml", "content": "PGE+"},
            "issued, document_number D1, media_type text/xml, 3 bytes",
        ),
        (
            "enrichment",
            200,
            {"customer": {"name": "Ada"}, "shipTo": {}},
            "answered, customer (fields not read: shipTo)",
        ),
        (
            "enrichment",
            200,
            {"name": "Ada"},
            "answered, NOTHING that is read (fields not read: name)",
        ),
    ],
)
def test_fields_that_are_not_read_are_named(kind, status, said, understood):
    seen = Seen(status, {}, json.dumps(said).encode())
    assert KINDS[kind].understood(seen) == understood


def test_the_report_says_what_was_understood(desk):
    (shape,) = [result for result in examine(examination(desk())) if result.name == READ]
    assert shape.seen.startswith("accepted, shipping_status PROCESSING, tracking_number 1Z")
