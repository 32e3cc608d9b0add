"""What a partner must refuse: forgeries, and what cannot be read."""

from dataclasses import replace
from datetime import timedelta

from sandbox.check.examination import Check, Examination
from sandbox.check.exchange import Ask
from sandbox.signing import new_secret


def _without_signature(examination: Examination) -> str:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return examination.refuses(replace(examination.question(), headers=dict.fromkeys(names)))


def _wrong_signature(examination: Examination) -> str:
    return examination.refuses(replace(examination.question(), signers=(new_secret(),)))


def _other_body(examination: Examination) -> str:
    asked = examination.question()
    return examination.refuses(replace(asked, instead=examination.question().signed))


def _old(examination: Examination) -> str:
    return examination.refuses(replace(examination.question(), late=timedelta(hours=1)))


def _future(examination: Examination) -> str:
    return examination.refuses(replace(examination.question(), late=timedelta(hours=-1)))


def _malformed(examination: Examination) -> str:
    headers = {"webhook-timestamp": "yesterday", "webhook-signature": "v1,*** v9"}
    return examination.refuses(replace(examination.question(), headers=headers))


def _no_json(examination: Examination) -> str:
    return examination.refuses(replace(examination.question(), body=b'{"order_id": '))


def _no_order(examination: Examination) -> str:
    body = {**examination.kind.extra, "task_type": examination.kind.task_type}
    asked = replace(examination.question(), body=Ask("", body, "").signed)
    return examination.refuses(replace(asked, headers={"Idempotency-Key": None}))


_REFUSED = "a 4xx, best 401"
_WHY_4XX = "After a 5xx Waybill asks again for a day; after a 4xx a person looks."
_UNREADABLE = "a 4xx, best 400, never a 5xx"
_FORGERY = "Anybody who finds the address could give you orders."
REFUSALS = (
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
        "refuses what is no JSON",
        _UNREADABLE,
        _WHY_4XX,
        _no_json,
    ),
    Check("refuses what names no order", _UNREADABLE, _WHY_4XX, _no_order),
)
