"""What is shown of an answer is short, on one line, and without secrets or mail addresses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.carrier_gateway.adapters.excerpts import excerpt, masked
from chalicelib.carrier_gateway.application.calls import Asked, Call, NoReply, Purpose, Reply
from tests.support.conversations import NOON, ORDER_ID, READY, TALK, TENANT

CALL = Call(
    Purpose.SHIP, Asked(ORDER_ID, "T", READY, "cb", NOON, f"{TALK}#1", TENANT), "/orders", {}
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ("a\r\nb\tc\x00d\u2028e", "a  b c d e"),
        ("mail ada@example.com!", "mail ***"),
        ('{"to":"ada.l+x@mail.example.co.uk"}', '{"to":"***"}'),
        ("ADA@EXAMPLE.COM,bo@x", "***,***"),
        ('{"password": "hunter2", "a": 1}', '{"password": ***, "a": 1}'),
        ('{"client_secret":"s","api-key":"k","apiKey":"k"}',
         '{"client_secret":***,"api-key":***,"apiKey":***}'),
        ("Authorization: Bearer abc.def, x", "Authorization: ***, x"),
        ("token=abc&x=1", "token=***&x=1"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "***"),
        ("key " + "A1b2" * 8, "key ***"),
        (f"order {ORDER_ID} unknown", f"order {ORDER_ID} unknown"),
        ('"password": "never ends', '"password": ***'),
    ],
)  # fmt: skip
def test_what_nobody_should_see_is_masked(text, shown):
    assert masked(text) == shown


def test_an_excerpt_is_at_most_512_characters_and_no_secret_is_cut_in_two():
    long = ("word " * 100 + "whsec_" + "A" * 60).encode()
    shown = excerpt(CALL, Reply(500, long))
    assert len(shown) <= 512
    assert "whsec" not in shown


def test_an_answer_about_a_person_is_not_shown_and_a_refusal_is():
    for purpose in (Purpose.ENRICH, Purpose.TAX_DOCUMENT):
        call = replace(CALL, purpose=purpose)
        assert excerpt(call, Reply(200, b'{"name": "Ada"}')) is None
        assert excerpt(call, Reply(422, b'{"code": "no_vat"}')) == '{"code": "no_vat"}'


@pytest.mark.parametrize("reply", [NoReply("Gone."), Reply(204, b""), Reply(200, None)])
def test_nothing_is_shown_of_nothing(reply):
    assert excerpt(CALL, reply) is None


@given(st.binary(max_size=3000))
def test_whatever_comes_is_shown_on_one_line(body):
    shown = excerpt(CALL, Reply(500, body))
    assert shown is None or (shown.isprintable() and len(shown) <= 512)
