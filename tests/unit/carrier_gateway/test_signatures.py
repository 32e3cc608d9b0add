"""Only what a live secret signed a moment ago is believed, and whatever else comes is no error."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from chalicelib.carrier_gateway.adapters.signatures import headers, is_genuine
from tests.support.conversations import NOON

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD = "whsec_" + base64.b64encode(b"the secret before this one").decode()
FOREIGN = "whsec_" + base64.b64encode(b"the secret of another").decode()
BODY = b'{"order_id": "1", "name": "Zo\xc3\xab"}'
NOW = str(int(NOON.timestamp()))


def signature(secret=SECRET, message_id="msg_1", at=NOW, body=BODY) -> str:
    """Sign by hand, as the specification says."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{at}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def message(**changes) -> dict[str, str]:
    good = {"webhook-id": "msg_1", "webhook-timestamp": NOW, "webhook-signature": signature()}
    changed = {name.replace("_", "-"): value for name, value in changes.items()}
    return {name: value for name, value in (good | changed).items() if value is not None}


def at(offset_s: int) -> dict[str, str]:
    then = str(int(NOON.timestamp()) + offset_s)
    return message(webhook_timestamp=then, webhook_signature=signature(at=then))


@pytest.mark.parametrize(
    "given",
    [
        message(),
        message(webhook_signature=signature(OLD)),
        message(webhook_signature=f"{signature(FOREIGN)} {signature()}"),
        message(webhook_signature=f"v2,abc {signature()}"),
        message(webhook_signature=f"v1a,abc {signature()} garbage"),
        message(webhook_signature=f"  {signature()}"),
        message(webhook_id="a" * 256, webhook_signature=signature(message_id="a" * 256)),
        message(webhook_id="~/:+", webhook_signature=signature(message_id="~/:+")),
        at(-299),
        at(299),
        at(-300),
        at(300),
    ],
)
def test_what_a_live_secret_signed_is_genuine(given):
    assert is_genuine([SECRET, OLD], given, BODY, NOON)


def test_an_empty_body_can_be_signed():
    given = message(webhook_signature=signature(body=b""))
    assert is_genuine([SECRET], given, b"", NOON)


FLIPPED = signature()[:10] + ("A" if signature()[10] != "A" else "B") + signature()[11:]
DOTTED = message(webhook_id="msg.1", webhook_signature=signature(message_id="msg.1"))
FORGED = {
    "no id": message(webhook_id=None),
    "no time": message(webhook_timestamp=None),
    "no signature": message(webhook_signature=None),
    "nothing": {},
    "an empty id": message(webhook_id=""),
    "an empty time": message(webhook_timestamp=""),
    "an empty signature": message(webhook_signature=""),
    "another id": message(webhook_id="msg_2"),
    "another time": message(webhook_timestamp=str(int(NOW) + 1)),
    "a dot in the id": DOTTED,
    "a blank in the id": message(
        webhook_id="msg 1", webhook_signature=signature(message_id="msg 1")
    ),
    "too long an id": message(
        webhook_id="a" * 257, webhook_signature=signature(message_id="a" * 257)
    ),
    "an id of other letters": message(webhook_id="m\u00fcll"),
    "a secret of another": message(webhook_signature=signature(FOREIGN)),
    "one bit changed": message(webhook_signature=FLIPPED),
    "garbage": message(webhook_signature="garbage"),
    "too many commas": message(webhook_signature="v1,a,b"),
    "a comma": message(webhook_signature=","),
    "no version": message(webhook_signature=signature().removeprefix("v1,")),
    "another version": message(webhook_signature=signature().replace("v1,", "v2,")),
    "a version in capitals": message(webhook_signature=signature().replace("v1,", "V1,")),
    "no padding": message(webhook_signature=signature().rstrip("=")),
    "half of it": message(webhook_signature=signature()[:20]),
    "no base64": message(webhook_signature="v1,\u20ac\u20ac"),
    "half a character": message(webhook_signature="v1,\ud800"),
    "a tab between": message(webhook_signature=f"v1,x\t{signature()}"),
    "after too many others": message(webhook_signature="v1,x " * 10 + signature()),
    "too old": at(-301),
    "too new": at(301),
    "a day ago": at(-86400),
    "a fraction": message(webhook_timestamp=f"{NOW}.9", webhook_signature=signature(at=f"{NOW}.9")),
    "a fraction over a good signature": message(webhook_timestamp=f"{NOW}.9"),
    "an exponent": message(webhook_timestamp="1e9"),
    "no number": message(webhook_timestamp="nan"),
    "no end": message(webhook_timestamp="inf"),
    "below zero": message(webhook_timestamp="-1"),
    "a plus": message(webhook_timestamp=f"+{NOW}"),
    "a blank before": message(webhook_timestamp=f" {NOW}"),
    "a line break": message(webhook_timestamp=f"{NOW}\n"),
    "an underscore": message(webhook_timestamp="1_763_640_000"),
    "milliseconds": message(
        webhook_timestamp=f"{NOW}000", webhook_signature=signature(at=f"{NOW}000")
    ),
    "beyond all times": message(webhook_timestamp="9" * 12),
    "far beyond all times": message(webhook_timestamp="9" * 400),
    "other digits": message(webhook_timestamp="\u0661" * 10),
}


@pytest.mark.parametrize("given", FORGED.values(), ids=FORGED.keys())
def test_what_is_not_signed_so_is_not_genuine(given):
    assert not is_genuine([SECRET, OLD], given, BODY, NOON)


@pytest.mark.parametrize(
    "body", [b"", BODY + b" ", b" " + BODY, BODY[:-1], BODY.replace(b"1", b"2"), BODY.upper()]
)
def test_another_body_is_not_genuine(body):
    assert not is_genuine([SECRET], message(), body, NOON)


def test_text_cannot_be_moved_from_the_id_into_the_body():
    """`id.time.body` is one string: who signed `a.1` and `2.x` signed `a`, `1` and `2.x` too."""
    moved = message(webhook_id=f"msg_1.{NOW}", webhook_timestamp=NOW)
    moved["webhook-signature"] = signature(body=f"{NOW}.x".encode())
    assert not is_genuine([SECRET], moved, b"x", NOON)


def test_a_body_that_is_not_utf_8_is_not_genuine():
    body = b'{"name": "\xff"}'
    assert not is_genuine([SECRET], message(webhook_signature=signature(body=body)), body, NOON)


def test_without_a_live_secret_nothing_is_genuine():
    assert not is_genuine([], message(), BODY, NOON)
    assert not is_genuine([FOREIGN], message(), BODY, NOON)


@given(st.dictionaries(st.sampled_from(sorted(message())), st.text()), st.binary())
def test_whatever_is_sent_is_no_error(given, body):
    assert not is_genuine([SECRET], message(webhook_signature="v1,x") | given, body, NOON)


@pytest.mark.parametrize("secrets", [[SECRET], [SECRET, OLD]])
def test_what_we_sign_is_believed_by_who_holds_one_of_the_secrets(secrets):
    sent = headers(secrets, "ship_1", datetime.now(UTC), BODY)
    for secret in secrets:
        Webhook(secret).verify(BODY, sent, json_parse=False)
    assert is_genuine(secrets[-1:], sent, BODY, datetime.now(UTC) + timedelta(minutes=1))
    assert set(sent) == {"webhook-id", "webhook-timestamp", "webhook-signature"}
