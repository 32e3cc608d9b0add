"""What a partner is asked, what it answers, and what it has to tell the gateway."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Headers = Mapping[str, str]
"""By names in lower case."""
Document = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    path: str
    headers: Headers
    body: bytes

    @property
    def document(self) -> Document:
        """The JSON object that was sent; empty where it is none."""
        try:
            asked = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return asked if isinstance(asked, dict) else {}

    @property
    def order_id(self) -> str | None:
        order_id = self.document.get("order_id")
        return order_id if isinstance(order_id, str) and order_id else None

    @property
    def callback_id(self) -> str | None:
        callback_id = self.document.get("callback_id")
        return callback_id if isinstance(callback_id, str) and callback_id else None

    @property
    def key(self) -> str:
        """What is the same each time this is asked again."""
        return self.headers.get("idempotency-key") or f"{self.order_id}{self.path}"


class Manner(StrEnum):
    """How an answer is sent."""

    WHOLE = "whole"
    DRIP = "drip"  # a few bytes at a time
    HANG_UP = "hang up"  # the connection is closed and nothing said
    RESET = "reset"  # the same, rudely
    NEVER = "never"  # the caller waits until it gives up


@dataclass(frozen=True)
class Answer:
    """`body` is a JSON object, or what is sent as it is; `remark` is for the log."""

    status: int
    body: Document | str | bytes = field(default_factory=dict)
    headers: Headers = field(default_factory=dict)
    manner: Manner = Manner.WHOLE
    remark: str = ""

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


RECEIVED = Answer(202, {"status": "received"})


@dataclass(frozen=True)
class Message:
    """What the gateway is to be told at `due`, a moment of the partner's clock.

    Messages about the same order are told one after the other, in the order in which they are
    due; `label` says what it is about, and `body` may hold moments as `moments.py` makes them.
    """

    about: str
    due: float
    label: str
    path: str
    body: Document


def scan_of(message: Document) -> str:
    """Return the state that the newest scan in a message tells of; empty where it has none."""
    scans = message["body"].get("scans") or [message["body"]]
    return str(scans[-1].get("status", ""))
