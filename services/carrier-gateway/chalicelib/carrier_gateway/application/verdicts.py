"""What a partner's answer means, as far as that is the same for all calls."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.carrier_gateway.application.calls import NoReply, Reply
from chalicelib.carrier_gateway.application.retries import retry_after_s

PASSING = {408, 425, 429}
UNREADABLE = "unreadable_answer"

Own = TypeVar("Own")


@dataclass(frozen=True, slots=True)
class Taken:
    """The partner will do what it was asked, and answer later."""


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


def judge(
    reply: Reply | NoReply, now: datetime, own: Callable[[Reply], Own | None]
) -> Own | Refused | TryAgain:
    """Return what `reply` means; `own` says it of the answers that mean more for this call.

    What it cannot read it raises as a ValueError, and the partner is asked again.
    """
    if isinstance(reply, NoReply):
        return TryAgain(reply.code, reply.reason)
    try:
        meaning = own(reply)
    except (ValueError, RecursionError):
        return TryAgain(UNREADABLE, "The partner's answer could not be read.")
    if meaning is not None:
        return meaning
    words = f"The partner answered {reply.status}."
    if reply.status in PASSING or reply.status >= 500:
        return TryAgain("unreachable", words, retry_after_s(reply.retry_after, now))
    return Refused(words)


def is_success(reply: Reply) -> bool:
    """Tell whether the partner did what it was asked."""
    return 200 <= reply.status < 300


def object_in(reply: Reply) -> dict[str, Any]:
    """Return the JSON object that a partner answered.

    Raises:
        ValueError: it is something else, or too long.
        RecursionError: it is nested too deeply.
    """
    answer = json.loads(reply.body or b"")
    if not isinstance(answer, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of error for all garbage
    return answer
