"""What is kept of each attempt to call a partner, for people who ask why nothing came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request and what came back: `status`, or the `reason` why there is none.

    `size` is that of the request's body in bytes, `answer` the beginning of the answer as it may
    be shown; nothing here is personal data or secret.
    """

    partner_id: str
    order_id: str
    at: datetime
    purpose: str
    method: str
    path: str
    idempotency_key: str
    size: int
    duration_ms: int
    status: int | None
    reason: str | None
    answer: str | None


class Attempts(Protocol):
    """The log of attempts."""

    def record(self, attempt: Attempt) -> None:
        """Keep an attempt; whoever makes the call goes on if it cannot be kept."""
        ...

    def newest(
        self, partner_id: str, *, order_id: str | None, before: datetime | None, limit: int
    ) -> Sequence[Attempt]:
        """Return a partner's attempts, the newest first; of one order, or all."""
        ...
