"""Who is turned away is told why, in the answer and in the log."""

import base64
import time

import pytest

from tests.integration.sandbox.conftest import SECRET

BODY = '{"order_id": "o-1"}'
OTHER = "whsec_" + base64.b64encode(b"another secret of ours").decode()
SIGNED = {"webhook_id": "msg_1", "webhook_timestamp": "NOW", "webhook_signature": "v1,c2lnbmVk"}


def refused(partner, **headers):
    """Send an order, and return why it was turned away."""
    now = {name: value.replace("NOW", str(int(time.time()))) for name, value in headers.items()}
    answer = partner.call("POST", "/orders", BODY, **now)
    assert answer.status == 401
    newest = partner.told("GET", "/exchanges")["exchanges"][0]
    said = answer.json()["error"]
    assert said == f"who are you? {newest['remark']}"
    assert newest["remark"] in partner.call("GET", "/").data.decode()
    return newest["remark"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"webhook_id": ""}, "without webhook-id"),
        (dict.fromkeys(SIGNED, ""), "without webhook-id, webhook-timestamp, webhook-signature"),
        ({"webhook_timestamp": "soon"}, "webhook-timestamp is not a number of seconds since 1970"),
        ({"webhook_timestamp": "1600000000"}, "webhook-timestamp is more than five minutes old"),
        ({"webhook_timestamp": "4000000000"}, "webhook-timestamp is more than five minutes in the"),
        ({}, "no signature matches"),
        ({"webhook_signature": "v1"}, "webhook-signature is not v1, and base64"),
    ],
)
def test_what_is_wrong_with_a_signature_is_said(desk, change, why):
    assert refused(desk(), **{**SIGNED, **change}).startswith(why)


def test_nothing_is_genuine_before_a_secret_is_known(desk):
    partner = desk(signs=False)
    partner.partner.signs = True
    known = partner.partner.connection
    partner.partner.connected = lambda: type(known)(known.gateway)
    assert refused(partner, **SIGNED) == "no secret is known here yet"


@pytest.mark.parametrize(
    ("authorization", "why"),
    [
        ("", "without authorization"),
        ("Bearer abc", "authorization is not Basic and base64 of name:password"),
        ("Basic ***", "authorization is not Basic and base64 of name:password"),
        ("Basic d2F5YmlsbDp3cm9uZw==", "it is another name or password"),
    ],
)
def test_what_is_wrong_with_a_password_is_said(desk, authorization, why):
    partner = desk(signs=False)
    partner.control(connection={"username": "waybill", "password": "open sesame"})
    assert refused(partner, authorization=authorization) == why


def test_neither_secret_nor_signature_is_in_what_is_said(desk):
    partner = desk()
    partner.control(connection={"secret": OTHER})
    assert partner.ask().status == 401
    said = str(partner.told("GET", "/exchanges"))
    assert not any(secret in said for secret in (SECRET, OTHER, "v1,"))
