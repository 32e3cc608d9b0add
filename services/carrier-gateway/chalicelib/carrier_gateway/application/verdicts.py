"""What a partner's answer means: the table of results, as pure functions."""

import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from chalicelib.carrier_gateway.application.calls import NoReply, Purpose, Reply
from chalicelib.carrier_gateway.application.retries import retry_after_s

LONGEST_TEXT = 128
ACCEPTED = "ACCEPTED"
PASSING = {408, 425, 429}


@dataclass(frozen=True, slots=True)
class Taken:
    """The partner did what it was asked."""

    shipping_status: str = ACCEPTED
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The partner will not; asking again changes nothing."""

    message: str


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Nothing is known yet; `wait_s` is what the partner asked for, None if it did not."""

    code: str
    message: str
    wait_s: float | None = None


Verdict = Taken | Refused | TryAgain


def judge(purpose: Purpose, reply: Reply | NoReply, now: datetime) -> Verdict:
    """Return what `reply` means for a call of `purpose`."""
    if isinstance(reply, NoReply):
        return TryAgain(reply.code, reply.reason)
    status, words = reply.status, f"The carrier answered {reply.status}."
    if 200 <= status < 300:
        return Taken() if purpose is Purpose.CANCEL else _taken(reply)
    if status == HTTPStatus.CONFLICT and purpose is Purpose.SHIP:
        return Taken()  # the carrier has this order already
    if status in PASSING or status >= 500:
        return TryAgain("unreachable", words, retry_after_s(reply.retry_after, now))
    return Refused(words)


def _taken(reply: Reply) -> Verdict:
    if reply.body is not None and not reply.body.strip():
        return Taken()
    try:
        return _read(json.loads(reply.body or b""))
    except (ValueError, RecursionError):
        unreadable = TryAgain("unreadable_answer", "The carrier's answer could not be read.")
        # 202 promises nothing of the body: the order was taken, more is said later.
        return Taken() if reply.status == HTTPStatus.ACCEPTED else unreadable


def _read(answer: Any) -> Taken:  # noqa: ANN401 - whatever JSON a partner sends
    if not isinstance(answer, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of error for all garbage
    status = _text(answer.get("shipping_status"))
    return Taken(status or ACCEPTED, _text(answer.get("tracking_number")))


def _text(value: Any) -> str | None:  # noqa: ANN401 - as above
    """Return a short line of text, None for nothing.

    Raises:
        ValueError: it is something else.
    """
    if value is None:
        return None
    text = value.strip() if isinstance(value, str) else value
    if not isinstance(text, str) or len(text) > LONGEST_TEXT or (text and not text.isprintable()):
        raise ValueError("not a short line of text")
    return text or None
