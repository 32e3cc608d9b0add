"""What is asked again must not be done again."""

from concurrent.futures import ThreadPoolExecutor

from sandbox.check.examination import Check, Examination, Failed
from sandbox.check.exchange import Seen


def _repeat(examination: Examination) -> str:
    asked = examination.working().question()
    return _compared(examination, examination.takes(asked), examination.ask(asked))


def _anew(examination: Examination) -> str:
    asked = examination.working().question()
    first = examination.takes(asked)
    return _compared(examination, first, examination.ask(examination.anew(asked)))


def _compared(examination: Examination, first: Seen, again: Seen) -> str:
    if _has_it(examination, again):
        return _HAS_IT
    if not again.ok or examination.kind.result(first) != examination.kind.result(again):
        raise Failed(f"first {first}; then {again}")
    return f"{first.status}, then {again.status}: {_one_result(examination, [first])}"


def _at_once(examination: Examination) -> str:
    asked = examination.working().question()
    with ThreadPoolExecutor(2) as both:
        pair = list(both.map(examination.ask, (asked, asked)))
    later = examination.ask(asked)
    told = f"{pair[0]} and {pair[1]}; then {later}"
    settled = later.ok or (_has_it(examination, later) and any(one.ok for one in pair))
    if not settled or not all(_is_safe(one) for one in pair):
        raise Failed(told)
    taken = [one for one in (*pair, later) if one.ok]
    if len({examination.kind.result(one) for one in taken}) > 1:
        raise Failed(f"two results: {told}")
    statuses = f"{pair[0].status} and {pair[1].status}, then {later.status}"
    warning = f"; {_EARLY}" if any(_has_it(examination, one) for one in pair) else ""
    return f"{statuses}: {_one_result(examination, taken)}{warning}"


def _is_safe(seen: Seen) -> bool:
    """Tell whether Waybill takes it for done, or asks again under the same key."""
    return seen.ok or seen.asks_again or seen.status == 409


def _has_it(examination: Examination, seen: Seen) -> bool:
    """Tell whether it is taken for done already: of a shipment, Waybill believes a 409."""
    return seen.status == 409 and examination.kind.cancels


def _one_result(examination: Examination, taken: list[Seen]) -> str:
    same = examination.kind.same
    if any(examination.kind.result(one) for one in taken):
        return f"one {same}"
    return f"no {same} to tell them apart by"


_HAS_IT = "409: accepted WITHOUT tracking_number; better answer as the first time"
_EARLY = "a 409 counts as accepted, so give it only once the shipment is taken; before, 425 or 503"
_TWICE = "An answer may be lost on its way; Waybill asks again, and nothing may be done twice."
_KEY = (
    "After an unknown outcome Waybill asks anew with the same Idempotency-Key, another callback_id"
    " and so another body: never compare the body. A 4xx would count as refused, and the next"
    " question has another key: a second shipment."
)
REPEATS = (
    Check("answers a repeat as the first", "a 2xx with the same result", _TWICE, _repeat),
    Check(
        "knows a repeat by its key alone",
        "a 2xx with the same result, whatever the callback_id and the webhook-id",
        _KEY,
        _anew,
    ),
    Check(
        "makes one of two at once",
        "one result; while the first is in work, the second may be answered 408, 425, 429 or 5xx",
        "Those are asked again, and must then find what the first made. " + _TWICE,
        _at_once,
    ),
)
