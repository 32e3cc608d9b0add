"""Read what the control is asked: objects of known names, and nothing half understood."""

import json
from typing import Any

from sandbox.messages import Document
from sandbox.moments import is_instant
from sandbox.scenarios import SCENARIOS, STATUSES

LONGEST_ID = 128
LONGEST_TEXT = 500
SCAN_FIELDS = ("status", "reason", "location", "description", "occurred_at")


class Refused(ValueError):
    """The control cannot do this; the message says why."""


def an_object(body: bytes, *names: str) -> Document:
    """Read a JSON object; `names` are those that it may have, all where there are none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("send a JSON object") from None
    if not isinstance(found, dict):
        raise Refused("send a JSON object")
    if names and (unknown := set(found) - set(names)):
        raise Refused(f"unknown: {', '.join(sorted(unknown))}")
    return found


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused("a number is needed")
    return float(value)


def boolean(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(f"{name} is true or false")
    return value


def order_id(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID:
        raise Refused(f"order_id is text of at most {LONGEST_ID} characters")
    return value


def scenario(name: Any) -> str | None:
    if name is not None and (not isinstance(name, str) or name not in SCENARIOS):
        raise Refused(f"scenario is one of {', '.join(SCENARIOS)}, null")
    return name


def scan(given: Document) -> Document:
    """Check one scan as a person writes it."""
    if given.get("status") not in STATUSES:
        raise Refused(f"status is one of {', '.join(STATUSES)}")
    for name, value in given.items():
        if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
            raise Refused(f"{name} is text of at most {LONGEST_TEXT} characters")
    if not is_instant(given.get("occurred_at", "2026-11-21T03:20:51Z")):
        raise Refused("occurred_at is written as 2026-11-21T03:20:51Z")
    return given


def seconds(given: Document, until_next: float) -> float:
    """Tell by how much the clock is put forward; `until_next` is what `to_next` means."""
    if not given:
        raise Refused("give seconds, hours or to_next")
    if "to_next" not in given:
        return number(given.get("seconds", 0)) + 3600 * number(given.get("hours", 0))
    if len(given) > 1 or not boolean("to_next", given["to_next"]):
        raise Refused("to_next is true, and comes alone")
    return until_next
