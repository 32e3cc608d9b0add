"""A partner's endpoint, asked as the gateway asks."""

import math
import time
from collections.abc import Iterable
from datetime import UTC, datetime

import urllib3
from standardwebhooks import Webhook

from sandbox.check.exchange import Ask, Seen
from sandbox.check.silence import silence

MARK = {"X-Waybill-Test": "partner-check", "User-Agent": "waybill-partner-check"}


class Endpoint:
    """Never follows a redirect, and waits no longer than the gateway would."""

    def __init__(self, url: str, secret: str, timeout_s: float, most_bytes: int) -> None:
        self.url = url.rstrip("/")
        self.secret = secret
        self.timeout_s = timeout_s
        self.most_bytes = most_bytes
        self.slowest_ms = 0
        self._http = urllib3.PoolManager(retries=False, maxsize=2)

    def ask(self, ask: Ask) -> Seen:
        """Make one attempt."""
        began = time.monotonic()
        try:
            seen = self._answer(ask, began)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            seen = silence(error, self.timeout_s)
        self.slowest_ms = max(self.slowest_ms, math.ceil((time.monotonic() - began) * 1000))
        return seen

    def close(self) -> None:
        self._http.clear()

    def _answer(self, ask: Ask, began: float) -> Seen:
        response = self._http.request(
            "POST",
            self.url + ask.path,
            body=ask.sent,
            headers=_headers(ask, ask.signers or (self.secret,)),
            timeout=urllib3.Timeout(total=self.timeout_s),
            redirect=False,
            preload_content=False,
        )
        body = self._body(response, began)
        ms = round((time.monotonic() - began) * 1000)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Seen(response.status, headers, body, ms)

    def _body(self, response: urllib3.BaseHTTPResponse, began: float) -> bytes:
        body = b""
        try:
            while len(body) <= self.most_bytes and (piece := response.read1(8192)):
                body += piece
                if time.monotonic() - began > self.timeout_s:
                    raise TimeoutError
        finally:
            response.close()
        return body


def _headers(ask: Ask, signers: Iterable[str]) -> dict[str, str]:
    at, text = datetime.now(UTC) - ask.late, ask.signed.decode()
    made: dict[str, str | None] = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Idempotency-Key": ask.key,
        "webhook-id": ask.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(s).sign(ask.message_id, at, text) for s in signers),
        **MARK,
        **ask.headers,
    }
    return {name: value for name, value in made.items() if value is not None}
