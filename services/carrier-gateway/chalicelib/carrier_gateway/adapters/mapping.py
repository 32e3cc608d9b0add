"""Speak a partner's dialect: our payloads as it wants them, and what it says as we want it.

A mapping is data, no code: JMESPath expressions at the leaves of documents.
`mapping_rules.py` says what a mapping may hold.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from json import JSONEncoder
from typing import Any

import jmespath

CANCELLATION = "CANCELLATION"
TRACKING = "'tracking'"
# As much as an answer with a tax document may have.
MAX_MAPPED_BYTES = 1024 * 1024
WRITER = JSONEncoder(ensure_ascii=False, allow_nan=False)
# JMESPath lets some of Python's own errors through, and a text may hold half a character.
NO_FIT = (ValueError, TypeError, ArithmeticError, RecursionError)

Json = Any
Rules = Mapping[str, Any]


class Unmappable(ValueError):
    """A mapping does not fit what it was given; the message names no values."""


def mapped_path(rules: Rules, task: str, path: str, document: Mapping[str, Json]) -> str:
    """Return where a request goes: `path` unless the rules name another.

    `{order_id}` and `{callback_id}` in it are filled in.
    """
    given: str | None = _of(rules, "requests", task).get("path")
    if given is None:
        return path
    ids = {name: str(document.get(name, "")) for name in ("order_id", "callback_id")}
    return given.format_map(ids)


def mapped_body(rules: Rules, task: str, document: Json) -> Json:
    """Return the body of a request: `document` unless the rules make another of it.

    Raises:
        Unmappable: an expression does not fit the document, or the outcome is too large.
    """
    template = _of(rules, "requests", task).get("body")
    return document if template is None else _filled(template, document)


def standard_answer(rules: Rules, task: str, answer: Json) -> Json:
    """Return what a partner answered, or calls back with, in our standard form.

    Raises:
        Unmappable: as above.
    """
    template = _of(rules, "answers", task)
    return _filled(template, answer) if template and isinstance(answer, dict) else answer


def standard_webhooks(rules: Rules, webhook: Mapping[str, Json]) -> Iterable[Json] | None:
    """Return each thing that a webhook tells, in our standard form; None: there is no rule for it.

    Each is made only when it is asked for, since a short webhook can have very many.
    An expression sees the fields of one scan and, beside them, those of the whole webhook.

    Raises:
        Unmappable: as above.
    """
    rule = rules.get("webhook", {})
    if "fields" not in rule:
        return None
    scans = _found(rule["scans"], webhook) if "scans" in rule else None
    if scans is None:
        return [_standard_scan(rule, webhook)]
    if not isinstance(scans, list) or not all(isinstance(scan, dict) for scan in scans):
        raise Unmappable("scans: no list of objects")
    return (_standard_scan(rule, {**webhook, **scan}) for scan in scans)


def _standard_scan(rule: Rules, scan: Mapping[str, Json]) -> Json:
    template = {"type": rule.get("type", TRACKING), **rule["fields"]}
    said: dict[str, Json] = _filled(template, scan)
    status = said.get("status")
    if isinstance(status, str):
        said["status"] = rule.get("statuses", {}).get(status, status)
    return said


def _of(rules: Rules, what: str, task: str) -> Rules:
    found: Rules = rules.get(what, {}).get(task, {})
    return found


def _filled(template: Json, document: Json) -> Json:
    filled = _fill(template, document)
    # Piece by piece: a short document can be written out as a very long one.
    sizes = (len(piece.encode()) for piece in WRITER.iterencode(filled))
    try:
        too_large = any(size > MAX_MAPPED_BYTES for size in accumulate(sizes))
    except NO_FIT as error:
        raise Unmappable(f"the outcome cannot be written: {type(error).__name__}") from None
    if too_large:
        raise Unmappable("the outcome is too large")
    return filled


def _fill(template: Json, document: Json) -> Json:
    """Evaluate each leaf; as everywhere, what is not there is left out."""
    if isinstance(template, str):
        return _found(template, document)
    values = {name: _fill(part, document) for name, part in template.items()}
    return {name: value for name, value in values.items() if value not in (None, {})}


def _found(expression: str, document: Json) -> Json:
    try:
        return jmespath.search(expression, document)
    except NO_FIT as error:
        raise Unmappable(f"{expression}: {type(error).__name__}") from None
