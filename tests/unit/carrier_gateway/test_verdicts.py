"""The table of results: what each answer of a carrier means for a shipment and a cancellation."""

import pytest

from chalicelib.carrier_gateway.application.calls import NoReply, Purpose, Reply
from chalicelib.carrier_gateway.application.verdicts import Refused, Taken, TryAgain, judge
from tests.support.conversations import NOON

SHIP, CANCEL = Purpose.SHIP, Purpose.CANCEL
UNREADABLE = TryAgain("unreadable_answer", "The carrier's answer could not be read.")
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
        (Reply(200, FULL), Taken("label printed", "1Z-9")),
        (Reply(201, b'{"tracking_number": "1Z-9"}'), Taken("ACCEPTED", "1Z-9")),
        (Reply(200, b'{"shipping_status": null, "tracking_number": ""}'), Taken()),
        (Reply(200, b"{}"), Taken()),
        (Reply(200, b""), Taken()),
        (Reply(200, b" \n"), Taken()),
        (Reply(204), Taken()),
        (Reply(202, FULL), Taken("label printed", "1Z-9")),
        (Reply(202, b"queued"), Taken()),
        (Reply(202, None), Taken()),
        (Reply(409, b"we have it"), Taken()),
    ],
)
def test_the_carrier_took_it(reply, verdict):
    assert judge(SHIP, reply, NOON) == verdict


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
def test_an_answer_that_cannot_be_read_is_asked_for_again(body):
    assert judge(SHIP, Reply(200, body), NOON) == UNREADABLE


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize(
    "status", [300, 301, 302, 307, 308, 400, 401, 403, 404, 405, 410, 422, 451]
)
def test_the_carrier_refuses(purpose, status):
    assert judge(purpose, Reply(status), NOON) == Refused(f"The carrier answered {status}.")


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 520, 599])
def test_the_carrier_cannot_just_now(purpose, status):
    words = f"The carrier answered {status}."
    assert judge(purpose, Reply(status), NOON) == TryAgain("unreachable", words)
    wait = judge(purpose, Reply(status, retry_after="7"), NOON)
    assert wait == TryAgain("unreachable", words, 7)


@pytest.mark.parametrize("purpose", Purpose)
def test_no_answer_leaves_it_open(purpose):
    assert judge(purpose, NoReply("Nobody there."), NOON) == TryAgain(
        "unreachable", "Nobody there."
    )


@pytest.mark.parametrize("reply", [Reply(200, b"{}"), Reply(204), Reply(200, b"<html>")])
def test_a_cancellation_needs_no_words(reply):
    assert judge(CANCEL, reply, NOON) == Taken()


def test_a_conflict_refuses_a_cancellation():
    assert judge(CANCEL, Reply(409), NOON) == Refused("The carrier answered 409.")
