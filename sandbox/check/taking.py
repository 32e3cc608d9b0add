"""What a partner must take, and what its answer must be like."""

from dataclasses import replace

from sandbox.check.answers import Unreadable
from sandbox.check.examination import Check, Examination, Failed, Skipped
from sandbox.check.hints import hint
from sandbox.signing import new_secret


def _takes(examination: Examination) -> str:
    asked = examination.question()
    seen = examination.ask(asked)
    if not seen.ok:
        raise Failed(str(seen), hint(seen, examination.endpoint.url, asked.path))
    examination.works = True
    return seen.brief


def _understood(examination: Examination) -> str:
    seen = examination.working().takes(examination.question())
    try:
        return examination.kind.understood(seen)
    except Unreadable as fault:
        raise Failed(f"{fault}: {seen}") from None


def _media_type(examination: Examination) -> str:
    seen = examination.working().takes(examination.question())
    media_type = seen.headers.get("content-type", "")
    if not seen.body:
        raise Skipped("the answer has no body")
    if media_type.partition(";")[0].strip().lower() != "application/json":
        raise Failed(media_type or "no Content-Type")
    return media_type


def _rotation(examination: Examination) -> str:
    signers = (new_secret(), examination.endpoint.secret)
    return examination.working().takes(replace(examination.question(), signers=signers)).brief


def _unknown_fields(examination: Examination) -> str:
    more = {"a_field_of_tomorrow": {"nested": [1, 2]}, "another": None}
    return examination.working().takes(examination.question(**more)).brief


def _letters(examination: Examination) -> str:
    place = {**examination.kind.extra.get("ship_to", {}), "name": "TEST Łódź, 東京, Ελλάδα, 🎁"}
    return examination.working().takes(examination.question(ship_to=place)).brief


def _charset(examination: Examination) -> str:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return examination.working().takes(replace(examination.question(), headers=headers)).brief


_TAKEN = "a 2xx"
TAKING = (
    Check("takes a signed request", _TAKEN, "Without this nothing else works.", _takes),
    Check(
        "answers what Waybill can read",
        "the JSON object of services/carrier-gateway/README.md, no body, or 202",
        "What cannot be read counts as no answer, and is asked for again for a day.",
        _understood,
    ),
    Check(
        "says that it answers JSON",
        "Content-Type: application/json",
        "Proxies and clients treat other types differently.",
        _media_type,
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
)
