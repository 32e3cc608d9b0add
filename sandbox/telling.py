"""Tell the gateway, until it hears, what it is to be told."""

import json
import logging
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import urllib3

from sandbox.book import GIVEN_UP, TOLD, WAITING
from sandbox.exchanges import Exchange
from sandbox.messages import Document, scan_of
from sandbox.partner import Partner, instant
from sandbox.signing import signature

log = logging.getLogger(__name__)

LONGEST_REST_S = 30
TIMEOUT_S = 10
SENDERS = 4
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
        waits = []
        for message in self._partner.book.next_messages():
            if message["about"] in self._busy:
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
            message["said"] = self._said(message["body"])
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
        partner, connection = self._partner, self._partner.connection
        if not connection.gateway or not connection.api_key:
            return 0
        body = json.dumps(message["said"]).encode()
        bad = partner.chance.happens(partner.behaviour.bad_signature, f"forged {message['about']}")
        headers = {"content-type": "application/json", "x-api-key": connection.api_key}
        if partner.signs and connection.secret:
            headers |= signature(connection.secret, message["message_id"], body, forged=bad)
        began, url = time.monotonic(), connection.gateway.rstrip("/") + message["path"]
        status, answer = 0, b""
        remark = f"{scan_of(message)}{', wrong signature' if bad else ''}"
        try:
            reply = self._http.request("POST", url, body=body, headers=headers, redirect=False)
            status, answer = reply.status, reply.data
        except (urllib3.exceptions.HTTPError, OSError) as error:
            remark = f"{remark} {type(error).__name__}"
        partner.exchanges.add(
            Exchange("out", f"POST {message['path']}", headers, body, status, answer, began, remark)
        )
        return int(status)

    def _said(self, body: Any) -> Any:
        """Write the moments in `body` as the dial `dates` says; all else stays."""
        match body:
            case {"$moment": at, "place": place}:
                by_clock = self._partner.behaviour.dates == "clock"
                real = at if by_clock else self._partner.clock.real(at)
                return instant(real + place / 1000)
            case dict():
                return {name: self._said(part) for name, part in body.items()}
            case list():
                return [self._said(part) for part in body]
            case _:
                return body
