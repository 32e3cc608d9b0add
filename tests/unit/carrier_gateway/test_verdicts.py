"""The table of results: what each answer of a carrier means for a shipment and a cancellation."""

import pytest

from chalicelib.carrier_gateway.application.calls import NoReply, Reply
from chalicelib.carrier_gateway.application.shipping_errands import (
    Accepted,
    Cancellation,
    Confirmed,
    Shipment,
)
from chalicelib.carrier_gateway.application.verdicts import Refused, Taken, TryAgain
from eventing.stream import Stream
from tests.support.conversations import CALL, NOON, TALK, World

SHIP = Shipment(World().conversations, Stream(TALK), CALL)
CANCEL = Cancellation(World().conversations, Stream(TALK), CALL, "acme")
BOTH = pytest.mark.parametrize("errand", [SHIP, CANCEL], ids=["ship", "cancel"])
UNREADABLE = TryAgain("unreadable_answer", "The partner's answer could not be read.")
FULL = b'{"shipping_status": " label printed ", "tracking_number": "1Z-9", "other": [1]}'
GARBAGE = {
    "not json": b"<html>",
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "not utf-8": b"\xff\xfe{",
    "cut off": b'{"shipping_status": "lab',
    "nested too deeply": b"[" * 60_000,
    "a number for a status": b'{"shipping_status": 7}',
    "an object for a tracking number": b'{"tracking_number": {"$ne": 1}}',
    "a list for a tracking number": b'{"tracking_number": []}',
    "too long a status": b'{"shipping_status": "' + b"x" * 129 + b'"}',
    "two lines": b'{"tracking_number": "1Z\\r\\nBcc: x"}',
    "half a character": b'{"tracking_number": "\\ud800"}',
    "an endless number": b'{"n": ' + b"9" * 5000 + b"}",
    "more than is read": None,
}


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (Reply(200, FULL), Accepted("label printed", "1Z-9")),
        (Reply(201, b'{"tracking_number": "1Z-9"}'), Accepted("ACCEPTED", "1Z-9")),
        (Reply(200, b'{"shipping_status": null, "tracking_number": ""}'), Accepted()),
        (Reply(200, b"{}"), Accepted()),
        (Reply(200, b""), Accepted()),
        (Reply(200, b" \n"), Accepted()),
        (Reply(204), Accepted()),
        (Reply(409, b"we have it"), Accepted()),
    ],
)
def test_the_carrier_will_ship(reply, verdict):
    assert SHIP.meaning(reply, NOON) == verdict


@pytest.mark.parametrize("body", [b"", FULL, b"queued", None])
def test_the_carrier_took_it_and_answers_later(body):
    assert SHIP.meaning(Reply(202, body), NOON) == Taken()


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
def test_an_answer_that_cannot_be_read_is_asked_for_again(body):
    assert SHIP.meaning(Reply(200, body), NOON) == UNREADABLE


@BOTH
@pytest.mark.parametrize(
    "status", [300, 301, 302, 307, 308, 400, 401, 403, 404, 405, 410, 422, 451]
)
def test_the_carrier_refuses(errand, status):
    assert errand.meaning(Reply(status), NOON) == Refused(f"The partner answered {status}.")


@BOTH
@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 520, 599])
def test_the_carrier_cannot_just_now(errand, status):
    words = f"The partner answered {status}."
    assert errand.meaning(Reply(status), NOON) == TryAgain("unreachable", words)
    wait = errand.meaning(Reply(status, retry_after="7"), NOON)
    assert wait == TryAgain("unreachable", words, 7)


@BOTH
def test_no_answer_leaves_it_open(errand):
    assert errand.meaning(NoReply("Nobody there."), NOON) == TryAgain(
        "unreachable", "Nobody there."
    )


@pytest.mark.parametrize("reply", [Reply(200, b"{}"), Reply(204), Reply(200, b"<html>")])
def test_a_cancellation_needs_no_words(reply):
    assert CANCEL.meaning(reply, NOON) == Confirmed()


def test_a_conflict_refuses_a_cancellation():
    assert CANCEL.meaning(Reply(409), NOON) == Refused("The partner answered 409.")
