"""The checks: each asks for something, and says what it saw, what is expected and why."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from sandbox.check.endpoint import Ask, Seen
from sandbox.check.examination import Check, Examination, Failed, Skipped
from sandbox.check.report import Result
from sandbox.signing import new_secret


def examine(examination: Examination) -> Iterator[Result]:
    """Make every check, in the order in which they build on each other."""
    for check in CHECKS:
        yield check.result(examination)


def _takes(examination: Examination) -> str:
    seen = examination.takes(examination.question())
    examination.works = True
    return seen.brief


def _shape(examination: Examination) -> str:
    seen = _working(examination).takes(examination.question())
    if fault := examination.kind.fault(seen):
        raise Failed(f"{fault}: {seen}")
    return "202: the answer comes by POST /callbacks" if seen.status == 202 else "as agreed"


def _media_type(examination: Examination) -> str:
    seen = _working(examination).takes(examination.question())
    media_type = seen.headers.get("content-type", "")
    if not seen.body:
        raise Skipped("the answer has no body")
    if media_type.partition(";")[0].strip().lower() != "application/json":
        raise Failed(media_type or "no Content-Type")
    return media_type


def _repeat(examination: Examination) -> str:
    asked = _working(examination).question()
    first, again = examination.takes(asked), examination.ask(asked)
    if again.status == 409 and examination.kind.cancels:
        return "409: it has this one already"
    if first.status != again.status or _same(examination, first) != _same(examination, again):
        raise Failed(f"first {first}; then {again}")
    return f"twice {again.status}"


def _changed_repeat(examination: Examination) -> str:
    asked = _working(examination).question()
    first = examination.takes(asked)
    other = replace(asked, message_id=f"check_{uuid.uuid4().hex}")
    again = examination.ask(other)
    if again.status == 409 and examination.kind.cancels:
        return "409: it has this one already"
    if not again.ok or _same(examination, first) != _same(examination, again):
        raise Failed(f"first {first}; then {again}")
    return f"twice {again.status}"


def _at_once(examination: Examination) -> str:
    asked = _working(examination).question()
    with ThreadPoolExecutor(2) as both:
        one, other = both.map(examination.ask, (asked, asked))
    seen = [each for each in (one, other) if each.status != 409]
    if not seen or not all(each.ok for each in seen):
        raise Failed(f"{one}; {other}")
    if len({_same(examination, each) for each in seen}) > 1:
        raise Failed(f"two results: {one}; {other}")
    return f"{one.status} and {other.status}, one result"


def _without_signature(examination: Examination) -> str:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return examination.refuses(replace(examination.question(), headers=dict.fromkeys(names)))


def _wrong_signature(examination: Examination) -> str:
    return examination.refuses(replace(examination.question(), signers=(new_secret(),)))


def _other_body(examination: Examination) -> str:
    asked = examination.question()
    sent = replace(asked, body=examination.kind.body(str(uuid.uuid4()))).content()
    return examination.refuses(replace(asked, sent=sent))


def _old(examination: Examination) -> str:
    return examination.refuses(replace(examination.question(), late=timedelta(hours=1)))


def _future(examination: Examination) -> str:
    return examination.refuses(replace(examination.question(), late=timedelta(hours=-1)))


def _malformed(examination: Examination) -> str:
    headers = {"webhook-timestamp": "yesterday", "webhook-signature": "v1,*** v9"}
    return examination.refuses(replace(examination.question(), headers=headers))


def _rotation(examination: Examination) -> str:
    signers = (new_secret(), examination.endpoint.secret)
    return _working(examination).takes(replace(examination.question(), signers=signers)).brief


def _unknown_fields(examination: Examination) -> str:
    more = {"a_field_of_tomorrow": {"nested": [1, 2]}, "another": None}
    return _working(examination).takes(examination.question(**more)).brief


def _letters(examination: Examination) -> str:
    place = {**examination.kind.extra.get("ship_to", {}), "name": "TEST Łódź, 東京, Ελλάδα, 🎁"}
    return _working(examination).takes(examination.question(ship_to=place)).brief


def _charset(examination: Examination) -> str:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return _working(examination).takes(replace(examination.question(), headers=headers)).brief


def _no_json(examination: Examination) -> str:
    return examination.refuses(replace(examination.question(), body=b'{"order_id": '))


def _no_order(examination: Examination) -> str:
    body = {**examination.kind.extra, "task_type": examination.kind.task_type}
    asked = replace(examination.question(), body=Ask("", body, "").content())
    return examination.refuses(replace(asked, headers={"Idempotency-Key": None}))


def _cancellation(examination: Examination) -> str:
    _carrier(examination)
    asked = examination.question()
    examination.takes(asked)
    order_id = asked.key.partition(":")[0]
    first, again = examination.cancel(order_id), examination.cancel(order_id)
    for seen in (first, again):
        if not (seen.ok or seen.status == 409):
            raise Failed(f"first {first}; then {again}")
    return f"{first.status}, and {again.status} when told again"


def _unknown_cancellation(examination: Examination) -> str:
    seen = _carrier(examination).cancel(str(uuid.uuid4()))
    if not seen.refused:
        raise Failed(str(seen))
    return seen.brief


def _in_time(examination: Examination) -> str:
    endpoint = examination.endpoint
    if endpoint.slowest_ms > endpoint.timeout_s * 1000:
        raise Failed(f"the slowest took {endpoint.slowest_ms} ms")
    return f"the slowest took {endpoint.slowest_ms} ms of {endpoint.timeout_s * 1000:g}"


def _working(examination: Examination) -> Examination:
    if not examination.works:
        raise Skipped("a right request is not taken")
    return examination


def _carrier(examination: Examination) -> Examination:
    if not examination.kind.cancels:
        raise Skipped("only carriers are told of cancellations")
    return _working(examination)


def _same(examination: Examination, seen: Seen) -> str:
    """Pick what must not differ between an answer and its repeat."""
    found = seen.document
    return str(found.get(examination.kind.same)) if isinstance(found, dict) else ""


_TAKEN, _REFUSED = "a 2xx", "a 4xx, best 401"
_FORGERY = "Anybody who finds the address could give you orders."
_TWICE = "An answer may be lost on its way; Waybill asks again, and nothing may be done twice."
CHECKS = (
    Check("takes a signed request", _TAKEN, "Without this nothing else works.", _takes),
    Check(
        "answers in the agreed shape",
        "the JSON object of services/carrier-gateway/README.md, no body, or 202",
        "What cannot be read counts as no answer, and is asked for again for a day.",
        _shape,
    ),
    Check(
        "says that it answers JSON",
        "Content-Type: application/json",
        "Proxies and clients treat other types differently.",
        _media_type,
    ),
    Check("answers a repeat as the first", "the same status and result", _TWICE, _repeat),
    Check(
        "knows a repeat by its key alone",
        "the same result, whatever the webhook-id",
        "The Idempotency-Key is what stays; see also " + _TWICE,
        _changed_repeat,
    ),
    Check("makes one of two at once", "one result (one of them may be a 409)", _TWICE, _at_once),
    Check("refuses what is not signed", _REFUSED, _FORGERY, _without_signature),
    Check("refuses a wrong signature", _REFUSED, _FORGERY, _wrong_signature),
    Check(
        "refuses another body under a good signature",
        _REFUSED,
        "The signature covers the body: whoever is between could change the address.",
        _other_body,
    ),
    Check(
        "refuses what is an hour old",
        _REFUSED,
        "Whoever records a request could send it again; five minutes are usual.",
        _old,
    ),
    Check(
        "refuses what is an hour ahead",
        _REFUSED,
        "A recorded request would stay good for as long.",
        _future,
    ),
    Check(
        "refuses malformed signature headers",
        _REFUSED + ", never a 5xx",
        "A 5xx means that asking again may help; and a crash may be an open door.",
        _malformed,
    ),
    Check(
        "accepts the second of two signatures",
        _TAKEN,
        "While a secret is replaced, requests are signed with the new and the old one.",
        _rotation,
    ),
    Check(
        "does not mind unknown fields",
        _TAKEN,
        "Fields are added without notice; they never change what the others mean.",
        _unknown_fields,
    ),
    Check(
        "takes the letters of the world",
        _TAKEN,
        "The body is UTF-8, and signed as the bytes that come: verify before you parse.",
        _letters,
    ),
    Check("takes a charset in Content-Type", _TAKEN, "Proxies may add it.", _charset),
    Check(
        "refuses what is no JSON",
        "a 4xx, never a 5xx",
        "After a 5xx Waybill asks again for a day; after a 4xx a person looks.",
        _no_json,
    ),
    Check(
        "refuses what names no order", "a 4xx, never a 5xx", "As for what is no JSON.", _no_order
    ),
    Check(
        "takes a cancellation, and its repeat",
        "a 2xx, or a 409 where it is too late",
        "The customer cancelled; a shipment on its way would come back at your cost.",
        _cancellation,
    ),
    Check(
        "refuses to cancel what it does not know",
        "a 4xx, best 404",
        "A 2xx would be believed: the order counts as stopped.",
        _unknown_cancellation,
    ),
    Check(
        "answers in time",
        "every answer within the time-out",
        "A late answer counts as none. What takes long is answered 202, and later by callback.",
        _in_time,
    ),
)
