"""Put a call into a partner's dialect, and its reply into ours, as its mapping says."""

import json
from dataclasses import replace
from typing import Any

from chalicelib.carrier_gateway.adapters.mapping import (
    CANCELLATION,
    Rules,
    mapped_body,
    mapped_path,
    standard_answer,
)
from chalicelib.carrier_gateway.application.calls import Call, Purpose, Reply


def request(call: Call, rules: Rules) -> tuple[str, bytes]:
    """Return the path and the body of a call.

    Raises:
        Unmappable: the mapping does not fit the call.
    """
    task, document = _task(call), call.document
    body = mapped_body(rules, task, document)
    return mapped_path(rules, task, call.path, document), _written(body)


def reply(call: Call, rules: Rules, given: Reply) -> Reply:
    """Return a reply in our standard form; one that does not fit its mapping is unreadable.

    A refusal is no answer, and left as it is.
    """
    is_answer = 200 <= given.status < 300 and given.body and given.body.strip()
    if not is_answer or not rules.get("answers", {}).get(_task(call)):
        return given
    try:
        answer = standard_answer(rules, _task(call), json.loads(given.body or b""))
        return replace(given, body=_written(answer))
    except (ValueError, RecursionError):
        return replace(given, body=None)


def _task(call: Call) -> str:
    return CANCELLATION if call.purpose is Purpose.CANCEL else call.asked.task_type


def _written(document: Any) -> bytes:  # noqa: ANN401 - any JSON
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
