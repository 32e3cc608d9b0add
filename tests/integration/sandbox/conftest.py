"""Running partners of the sandbox, and a gateway that hears them."""

import base64
import json
import time
import uuid
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
import urllib3
from standardwebhooks import Webhook

from sandbox import telling
from sandbox.book import Book
from sandbox.carrier import Carrier
from sandbox.connection import Connection
from sandbox.program import RunningPartner
from tests.support.receiver import receiver

SECRET = "whsec_" + base64.b64encode(b"a secret that all tests share").decode()


def until(so, shown=lambda: "", *, within_s=60):
    """Wait until `so()`; fail with what is `shown` where that takes too long."""
    deadline = time.monotonic() + within_s
    while not so():
        assert time.monotonic() < deadline, shown()
        time.sleep(0.02)


class Desk:
    """One partner, asked as the gateway asks it and controlled as a person does."""

    def __init__(self, made, gateway, **about):
        self.gateway = gateway
        self.http = urllib3.PoolManager(timeout=60, retries=False)
        known = Connection(gateway.url, "a-key", SECRET)
        self.partner = made(about.pop("name", "swift"), Book(), lambda: known, **about)
        self.running = RunningPartner(self.partner, 0)
        self.running.start()

    def stop(self):
        self.http.clear()
        self.running.stop()

    def call(self, method, path, body=None, **headers):
        text = body if isinstance(body, bytes | str | None) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, self.running.url + path, body=text, headers=named)

    def control(self, **dials):
        return self.told("PUT", "/control", dials)

    def told(self, method, path, body=None):
        answer = self.call(method, path, body)
        assert answer.status < 300, answer.data
        return answer.json()

    def ask(self, path=None, order_id="o-1", key=None, **body):
        """Ask as the gateway does: signed, and with a key."""
        sent = json.dumps({"order_id": order_id, "callback_id": f"cb-{order_id}", **body})
        message_id, now = f"msg_{uuid.uuid4().hex}", datetime.now(UTC)
        return self.call(
            "POST",
            path or self.partner.path,
            sent,
            webhook_id=message_id,
            webhook_timestamp=str(int(now.timestamp())),
            webhook_signature=Webhook(SECRET).sign(message_id, now, sent),
            idempotency_key=key or f"{order_id}:ask",
        )

    def messages(self):
        return self.told("GET", "/messages")["messages"]

    def exchanges(self):
        return self.told("GET", "/exchanges")["exchanges"]

    def shipments(self):
        return self.told("GET", "/shipments")["shipments"]

    def until(self, so):
        until(so, self.messages)

    def heard(self, count):
        """Wait until the gateway was told `count` things, and return them."""
        requests = self.gateway.wait_for(count)
        # The gateway notes a request before it answers, and only then is it in the log.
        self.until(lambda: [one["direction"] for one in self.exchanges()].count("out") >= count)
        return [(one["path"], json.loads(one["body"])) for one in requests]

    def has_told(self, count):
        """Wait until it took note that `count` messages were heard, and return all that were."""
        self.heard(count)
        self.until(lambda: len(self._told()) >= count)
        return self._told()

    def _told(self):
        return [one for one in self.messages() if one["state"] == "told"]


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """Let no partner tell twice what a gateway on a busy machine heard late."""
    monkeypatch.setattr(telling, "TIMEOUT_S", 60)


@pytest.fixture
def desk():
    """Make partners of any kind; all are stopped at the end."""
    with ExitStack() as stack:
        gateway = stack.enter_context(receiver())

        def made(kind=Carrier, **about):
            one = Desk(kind, gateway, **about)
            stack.callback(one.stop)
            return one

        yield made
