"""Tell the gateway, until it hears, what it is to be told."""

import json
import logging
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import urllib3

from sandbox.connection import Connection
from sandbox.exchanges import Exchange
from sandbox.messages import Document, scan_of
from sandbox.moments import said
from sandbox.outbox import GIVEN_UP, TOLD, WAITING
from sandbox.partner import Partner
from sandbox.signing import signature

log = logging.getLogger(__name__)

LONGEST_REST_S = 30
TIMEOUT_S = 10
SENDERS = 4
# What is told to nobody counts as heard, so that a story goes on without a gateway.
WRITTEN_DOWN = 200
# What is wrong with these will be wrong with them again.
FINAL = {400, 409, 410, 413, 415, 422}


class Telling(threading.Thread):
    """Goes through a partner's book for what is due; about one order one thing after the other."""

    def __init__(self, partner: Partner) -> None:
        super().__init__(name=f"telling-{partner.name}")
        self._partner = partner
        self._ended = False
        self._busy: set[str] = set()
        self._http = urllib3.PoolManager(timeout=TIMEOUT_S, retries=False, maxsize=SENDERS)

    def run(self) -> None:
        news = self._partner.news
        with ThreadPoolExecutor(SENDERS, f"telling-{self._partner.name}") as senders:
            while not self._ended:
                news.clear()
                wait_s = self._send_what_is_due(senders)
                news.wait(wait_s)
        self._http.clear()

    def end(self) -> None:
        self._ended = True
        self._partner.news.set()
        self.join()

    def _send_what_is_due(self, senders: ThreadPoolExecutor) -> float | None:
        """Send it, and return in how many seconds more is due; None: not before there is news."""
        # Taken before the book is read: who ends in between must not be sent once more.
        waits, busy = [], set(self._busy)
        for message in self._partner.book.next_messages():
            if message["about"] in busy:
                continue
            wait_s = self._wait_s(message)
            if wait_s is not None and wait_s <= 0:
                self._busy.add(message["about"])
                senders.submit(self._tell, message)
            elif wait_s is not None:
                waits.append(wait_s)
        return min(waits, default=None)

    def _wait_s(self, message: Document) -> float | None:
        until_due_s = self._partner.clock.wait_s(message["due"])
        if until_due_s is None:
            return None
        return max(until_due_s, float(message["rest_until"]) - time.time())

    def _tell(self, message: Document) -> None:
        try:
            if not self._ended:
                self._attempt(message)
        except Exception:
            log.exception("telling %s", message["label"])
            self._note(message, WAITING)
        finally:
            self._busy.discard(message["about"])
            self._partner.news.set()

    def _attempt(self, message: Document) -> None:
        message.setdefault("message_id", f"msg_{uuid.uuid4().hex}")
        if "said" not in message:
            message["said"] = said(message["body"], self._dated)
        message["last_answer"] = status = self._call(message)
        message["attempts"] += 1
        if 200 <= status < 300:
            self._note(message, TOLD)
            self._partner.heard(message)
        else:
            self._note(message, GIVEN_UP if status in FINAL else WAITING)

    def _note(self, message: Document, state: str) -> None:
        rest_s = min(LONGEST_REST_S, 2 ** min(message["attempts"] - 1, 10))
        self._partner.book.note_message(message, state, time.time() + max(rest_s, 1))

    def _call(self, message: Document) -> int:
        """Post it; return the status, or 0 when nobody was there."""
        connection, began = self._partner.connection, time.monotonic()
        if connection.gateway is None or (connection.gateway and not connection.api_key):
            return 0
        body, about = json.dumps(message["said"]).encode(), message["about"]
        forged = self._partner.chance.happens(
            self._partner.behaviour.bad_signature, f"forged {about}"
        )
        headers = self._headers(connection, message["message_id"], body, forged=forged)
        status, answer, remark = self._post(connection.gateway, message["path"], body, headers)
        remarks = (scan_of(message), "wrong signature" if forged else "", remark)
        request, said_of = f"POST {message['path']}", ", ".join(filter(None, remarks))
        self._partner.exchanges.add(
            Exchange("out", request, headers, body, status, answer, began, said_of)
        )
        return status if connection.gateway else WRITTEN_DOWN

    def _dated(self, at: float) -> float:
        by_clock = self._partner.behaviour.dates == "clock"
        return at if by_clock else self._partner.clock.real(at)

    def _headers(
        self, connection: Connection, message_id: str, body: bytes, *, forged: bool
    ) -> dict[str, str]:
        headers = {"content-type": "application/json", "x-api-key": connection.api_key or ""}
        if not self._partner.signs or not connection.secret:
            return headers
        return headers | signature(connection.secret, message_id, body, forged=forged)

    def _post(
        self, gateway: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes, str]:
        """Return the status, what was answered, and what else there is to say of it."""
        if not gateway:
            return 0, b"", "written down only: there is no gateway"
        url = gateway.rstrip("/") + path
        try:
            reply = self._http.request("POST", url, body=body, headers=headers, redirect=False)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return 0, b"", type(error).__name__
        return int(reply.status), reply.data, ""
