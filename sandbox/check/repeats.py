"""What is asked again must not be done again."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sandbox.check.examination import Check, Examination, Failed


def _repeat(examination: Examination) -> str:
    asked = examination.working().question()
    first, again = examination.takes(asked), examination.ask(asked)
    if again.status == 409 and examination.kind.cancels:
        return "409: it has this one already"
    if first.status != again.status or examination.kind.result(first) != examination.kind.result(
        again
    ):
        raise Failed(f"first {first}; then {again}")
    return f"twice {again.status}"


def _changed_repeat(examination: Examination) -> str:
    asked = examination.working().question()
    first = examination.takes(asked)
    other = replace(asked, message_id=f"check_{uuid.uuid4().hex}")
    again = examination.ask(other)
    if again.status == 409 and examination.kind.cancels:
        return "409: it has this one already"
    if not again.ok or examination.kind.result(first) != examination.kind.result(again):
        raise Failed(f"first {first}; then {again}")
    return f"twice {again.status}"


def _at_once(examination: Examination) -> str:
    asked = examination.working().question()
    with ThreadPoolExecutor(2) as both:
        one, other = both.map(examination.ask, (asked, asked))
    seen = [each for each in (one, other) if each.status != 409]
    if not seen or not all(each.ok for each in seen):
        raise Failed(f"{one}; {other}")
    if len({examination.kind.result(each) for each in seen}) > 1:
        raise Failed(f"two results: {one}; {other}")
    return f"{one.status} and {other.status}, one result"


_TWICE = "An answer may be lost on its way; Waybill asks again, and nothing may be done twice."
REPEATS = (
    Check("answers a repeat as the first", "the same status and result", _TWICE, _repeat),
    Check(
        "knows a repeat by its key alone",
        "the same result, whatever the webhook-id",
        "The Idempotency-Key is what stays; see also " + _TWICE,
        _changed_repeat,
    ),
    Check("makes one of two at once", "one result (one of them may be a 409)", _TWICE, _at_once),
)
