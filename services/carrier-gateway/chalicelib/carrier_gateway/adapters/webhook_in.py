"""Read what partners' messages tell, each thing by itself: one that is wrong stops no other."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import from_json

from chalicelib.carrier_gateway.adapters.callbacks import CallbackBody, Callbacks, OutputInvalid
from chalicelib.carrier_gateway.adapters.http_in import MAX_WEBHOOK_BYTES
from chalicelib.carrier_gateway.adapters.mapping import standard_webhooks
from chalicelib.carrier_gateway.adapters.standard import NoticeSaid, TrackingSaid
from chalicelib.carrier_gateway.application.tidings import (
    AnswerTold,
    Fault,
    NoticeTold,
    Reading,
    ScanTold,
    Told,
)
from chalicelib.carrier_gateway.domain.answering import AnswerRefused
from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.scan import Scan, Status
from chalicelib.carrier_gateway.domain.webhook import Notice
from eventing.http import field_errors

# What scans share is written with each: a short message can tell far more than its own length.
MOST_TOLD, MOST_BYTES = 200, 2 * MAX_WEBHOOK_BYTES
SHARED = tuple(TrackingSaid.model_fields)
LONGEST_DESCRIPTION = 500
LONGEST_WORDS = 500
INVALID = "invalid"


class TooMuch(ValueError):
    """A message tells more than is read from one."""


def read(body: bytes, partner: Partner | None) -> Reading:
    """Return what a partner's message tells, and what in it cannot be understood."""
    rules = partner.mapping if partner else {}
    try:
        standard = _bounded(_standard(rules, from_json(body, allow_inf_nan=False)))
    except TooMuch as error:
        return Reading(faults=(Fault(0, "too_many", str(error)),))
    except ValueError:
        return Reading(faults=(Fault(0, INVALID, "It cannot be read as this partner's JSON."),))
    zone = ZoneInfo(rules.get("webhook", {}).get("time_zone") or "UTC")
    found = [_read_one(position, said, zone) for position, said in enumerate(standard)]
    return Reading(
        told=tuple(each for each in found if not isinstance(each, Fault)),
        faults=tuple(each for each in found if isinstance(each, Fault)),
    )


def answer(callbacks: Callbacks, partner: Partner, given: Mapping[str, Any]) -> bool:
    """Take the answer to a task as if it were a callback; tell whether it is new.

    Raises:
        AnswerRefused: it is of no use, or cannot be read.
        ConversationUnknown: there is no such order, or this task of it is not the partner's.
    """
    try:
        told = callbacks.take(partner, CallbackBody.model_validate(given))
    except ValidationError as error:
        raise AnswerRefused(_words(error)) from None
    except OutputInvalid as invalid:
        raise AnswerRefused(str(invalid)) from None
    return bool(told["status"] == "recorded")


def _bounded(standard: Iterable[Any]) -> Sequence[Any]:
    """Return all that a message tells.

    Raises:
        TooMuch: these are too many things, or they are too long together.
    """
    taken, size = [], 0
    for said in standard:
        taken.append(said)
        size += len(json.dumps(said, ensure_ascii=False).encode())
        if len(taken) > MOST_TOLD:
            raise TooMuch(f"It tells more than {MOST_TOLD} things.")
        if size > MOST_BYTES:
            raise TooMuch(f"All that it tells is longer than {MOST_BYTES} bytes.")
    return taken


def _standard(rules: Mapping[str, Any], document: Any) -> Iterable[Any]:  # noqa: ANN401 - any JSON
    """Return what a message tells, one by one in the standard form.

    Raises:
        ValueError: it is no object, or the partner's rules do not fit it.
    """
    if not isinstance(document, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of error for all garbage
    mapped = standard_webhooks(rules, document)
    if mapped is not None:
        return mapped
    scans = document.get("scans") if document.get("type") == "tracking" else None
    if not isinstance(scans, list):
        return [document]
    about = {name: document[name] for name in SHARED if name in document}
    return (about | scan if isinstance(scan, dict) else scan for scan in scans)


def _read_one(position: int, said: Any, zone: ZoneInfo) -> Told | Fault:  # noqa: ANN401 - any JSON
    if not isinstance(said, Mapping):
        return Fault(position, INVALID, "(body): give an object")
    given = {name: value for name, value in said.items() if value not in (None, "")}
    try:
        return READERS.get(str(given.get("type")), _notice)(position, given, zone)
    except ValidationError as error:
        return Fault(position, INVALID, _words(error))


def _words(error: ValidationError) -> str:
    wrong = "; ".join(f"{e['field']}: {e['message']}" for e in field_errors(error))
    return wrong[:LONGEST_WORDS]


def _scan(position: int, given: Mapping[str, Any], zone: ZoneInfo) -> Told:
    """Read a scan; a status that is none of ours is `unknown`, and its word is kept."""
    said = TrackingSaid.model_validate(given, context={"zone": zone})
    word = re.sub(r"[\s-]+", "_", said.status.lower())
    known = word in Status._value2member_map_
    description = said.description
    if not known:
        description = ": ".join(filter(None, (said.status, description)))[:LONGEST_DESCRIPTION]
    scan = Scan(
        status=Status(word) if known else Status.UNKNOWN,
        occurred_at=said.occurred_at,
        tracking_number=said.tracking_number,
        reason=said.reason,
        location=said.location,
        description=description,
    )
    return ScanTold(position, scan, said.order_id)


def _answer(position: int, given: Mapping[str, Any], _zone: ZoneInfo) -> Told:
    return AnswerTold(position, {name: value for name, value in given.items() if name != "type"})


def _notice(position: int, given: Mapping[str, Any], zone: ZoneInfo) -> Told:
    said = NoticeSaid.model_validate(given, context={"zone": zone})
    values = said.model_dump(exclude={"tracking_number"})
    reference = said.reference or said.tracking_number
    return NoticeTold(position, Notice(**{**values, "reference": reference}))


READERS: dict[str, Callable[[int, Mapping[str, Any], ZoneInfo], Told]] = {
    "tracking": _scan,
    "task": _answer,
}
