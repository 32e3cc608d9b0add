"""What is shown of an answer is short, on one line, and without secrets or mail addresses."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.carrier_gateway.adapters.excerpts import excerpt, masked
from chalicelib.carrier_gateway.application.calls import NoReply, Purpose, Reply
from tests.support.conversations import CALL, ORDER_ID

# A pattern that looks at each of so many letters more than a few times does not end.
MANY = 300_000
TO_ZOE = {
    "name": "Zoë Bell",
    "line1": "1 Rue d'Ulm",
    "line2": None,
    "city": "Saint-Ouen",
    "postal_code": "93400",
    "country": "FR",
}


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
        ('{"password": "a\\"b c", "a": 1}', '{"password": ***, "a": 1}'),
        (r'{"a":"{\"token\":\"abc d\",\"b\":1}"}', r'{"a":"{\"token\":***,\"b\":1}"}'),
        (r'{"a":"{\\\"token\\\":\\\"abc d\\\",1"}', r'{"a":"{\\\"token\\\":***,1"}'),
        (r"{\u0022token\u0022:\u0022abc\u0022,1}", r'{\"token\":***,1}'),
        (r'"token":"a\u0022b",1', '"token":***,1'),
        ('"tokens": ["abc", "def"]', '"tokens": ***'),
        ('"token": {"value": "abc"}', '"token": ***'),
        ('"phone": "+44 20 7946 0000", 1', '"phone": ***, 1'),
        (r'"ada\u0040example.com"', '"***"'),
        (r'"a\ud83d\nb\u00df"', '"a  bß"'),
    ],
)  # fmt: skip
def test_what_nobody_should_see_is_masked(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "part",
    [
        "token", "secret-", "authorization", "token ", "token=", "token:\\", 'token:"\\',
        'token"\\', "a", "a@", "@", "-", "=", "\\", '"', "Ada ", "\\u0022",
    ],
)  # fmt: skip
def test_a_partner_does_not_choose_how_long_it_takes(part):
    endless = part * (MANY // len(part))
    assert masked(endless, ["Ada Ada Example"])
    assert masked("token" + endless, ["Ada Ada Example"])


def test_an_excerpt_is_short_and_no_secret_is_cut_in_two_first():
    for before in range(0, 3000, 10):
        pieces = (
            "word " * 80,
            "A" * before,
            " whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ",
            "b " * 900,
        )
        shown = excerpt(CALL, Reply(500, "".join(pieces).encode()))
        assert len(shown) <= 512
        assert "whsec" not in shown


@pytest.mark.parametrize("purpose", set(Purpose) - {Purpose.SHIP})
@pytest.mark.parametrize("status", [200, 422, 500])
def test_only_the_answer_to_a_call_that_names_the_person_is_shown(purpose, status):
    answer = Reply(status, b'{"name": "Ada"}')
    assert excerpt(replace(CALL, purpose=purpose), answer) is None


@pytest.mark.parametrize(
    ("echo", "shown"),
    [
        (json.dumps(TO_ZOE["name"]), '"***"'),
        (json.dumps(json.dumps(TO_ZOE["name"])), '"\\"***\\""'),
        ("no 1 rue D'ULM,\n93400 saint-ouen (FR)", "no ***, *** *** (FR)"),
        ("1+Rue+d\\'Ulm, Bell, Zoë", "***, ***, ***"),
        (r"to:\nZoë  Bell_93400", "to: ***_***"),
        ("Bellini 934001", "Bellini 934001"),
    ],
)
def test_nothing_is_shown_of_the_address_that_the_call_names(echo, shown):
    call = replace(CALL, details={"ship_to": TO_ZOE})
    assert excerpt(call, Reply(422, echo.encode())) == shown


def test_a_name_without_words_hides_nothing():
    assert masked("a - b", ["-", ""]) == "a - b"


@pytest.mark.parametrize("reply", [NoReply("Gone."), Reply(204, b""), Reply(200, None)])
def test_nothing_is_shown_of_nothing(reply):
    assert excerpt(CALL, reply) is None


@given(st.binary(max_size=3000))
def test_whatever_comes_is_shown_on_one_line(body):
    shown = excerpt(CALL, Reply(500, body))
    assert shown is None or (shown.isprintable() and len(shown) <= 512)
