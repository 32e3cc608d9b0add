"""One request to a partner, right or wrong in one respect, and what came back."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


def plain(text: str) -> str:
    """Make one line of what a partner says, which a terminal shows and does not obey."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


@dataclass(frozen=True)
class Seen:
    """What came back; `status` 0 is no answer, and `problem` says why.

    `unsent` tells that the request cannot have arrived.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    ms: int = 0
    problem: str = ""
    unsent: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def asks_again(self) -> bool:
        """Whether Waybill would try again."""
        return self.status in (408, 425, 429) or self.status >= 500

    @property
    def is_unknown(self) -> bool:
        """Whether it may have been done, or may not."""
        return self.asks_again or (not self.status and not self.unsent)

    @property
    def refused(self) -> bool:
        return 400 <= self.status < 500 and not self.asks_again

    @property
    def document(self) -> Any:
        """The JSON value that came; None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def brief(self) -> str:
        return f"{self.status} in {self.ms} ms" if self.status else self.problem

    def __str__(self) -> str:
        """Say it for a report, with the beginning of the body."""
        start = plain(self.body[:120].decode(errors="replace"))
        return f"{self.brief}: {start}" if start else self.brief


@dataclass(frozen=True)
class Ask:
    """One request, right in all respects unless something else is said.

    `signers` are the secrets that sign it, `late` is how old its timestamp is, `instead` replaces
    the body after it was signed, `headers` replace or, with None, remove what there would be.
    """

    path: str
    body: Mapping[str, Any] | bytes
    key: str
    signers: tuple[str, ...] = ()
    late: timedelta = timedelta()
    instead: bytes | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    message_id: str = field(default_factory=lambda: f"check_{uuid.uuid4().hex}")

    @property
    def signed(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def sent(self) -> bytes:
        return self.signed if self.instead is None else self.instead

    @property
    def order(self) -> dict[str, Any]:
        """The order in what is really sent; empty where nobody could read one."""
        try:
            found = json.loads(self.sent)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
