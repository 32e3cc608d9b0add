"""The log of what was said, both ways: enough to see what happened, and no secrets."""

import threading
import time
from collections import deque
from dataclasses import dataclass

from sandbox.messages import Document, Headers

LONGEST_BODY = 2000
KEPT = 500
SHOWN_HEADERS = (
    "content-type",
    "idempotency-key",
    "location",
    "retry-after",
    "user-agent",
    "webhook-id",
    "webhook-timestamp",
)


@dataclass(frozen=True)
class Exchange:
    """One request and what was answered.

    `direction` is `in` or `out`; `status` 0 is no answer; `began` is a moment of time.monotonic().
    """

    direction: str
    request: str
    headers: Headers
    body: bytes
    status: int
    answer: bytes
    began: float
    remark: str = ""


class Exchanges:
    """The newest are kept; any thread may add one."""

    def __init__(self) -> None:
        self._kept: deque[Document] = deque(maxlen=KEPT)
        self._count = 0
        self._lock = threading.Lock()

    def add(self, exchange: Exchange) -> None:
        """Write one down, now that it is over."""
        took_s = time.monotonic() - exchange.began
        shown = {name: exchange.headers[name] for name in SHOWN_HEADERS if name in exchange.headers}
        with self._lock:
            self._count += 1
            self._kept.append(
                {
                    "number": self._count,
                    "at": time.time() - took_s,
                    "direction": exchange.direction,
                    "request": exchange.request,
                    "headers": shown,
                    "body": _start(exchange.body),
                    "status": exchange.status,
                    "answer": _start(exchange.answer),
                    "ms": round(took_s * 1000),
                    "remark": exchange.remark,
                }
            )

    def newest_first(self) -> list[Document]:
        with self._lock:
            return list(reversed(self._kept))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


def _start(body: bytes) -> str:
    text = body.decode(errors="replace")
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]}…"
