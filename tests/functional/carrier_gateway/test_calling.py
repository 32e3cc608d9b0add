"""What really comes back over HTTP from carriers of every kind, on this machine."""

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.carrier_gateway.adapters.destinations import Destinations
from chalicelib.carrier_gateway.adapters.http_out import HttpCarriers
from chalicelib.carrier_gateway.application.attempts import Attempt
from chalicelib.carrier_gateway.application.calls import LONGEST_ANSWER, NoReply, Reply
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from tests.functional.carrier_gateway.conftest import SECRET
from tests.support.carrier import answer, carrier, hang_up, later, raw
from tests.support.conversations import CALL, ORDER_ID

LATE = NoReply("The partner did not answer in time.")
GONE = NoReply("The partner could not be reached.")
OK = b"HTTP/1.1 200 OK\r\n"


class Secrets:
    def signing(self, partner_id: str) -> tuple[str, ...]:
        return (SECRET,)


class Log:
    def record(self, attempt: Attempt) -> None:
        pass


@pytest.fixture
def server():
    with carrier() as made:
        yield made


@pytest.fixture
def acme(server) -> Partner:
    return Partner("acme", Way.SIGNED, server.url, read_timeout_s=20)


@pytest.fixture
def carriers() -> HttpCarriers:
    return HttpCarriers(Secrets(), Destinations(local=True), Log())


@pytest.mark.parametrize(
    ("manner", "reply"),
    [
        (answer(200, b'{"a": 1}'), Reply(200, b'{"a": 1}')),
        (answer(204), Reply(204, b"")),
        (answer(200, b"<html>\xff"), Reply(200, b"<html>\xff")),
        (answer(429, Retry_After="7"), Reply(429, b"", "7")),
        (answer(500, b"x" * 1000), Reply(500, b"x" * 1000)),
        (answer(200, b"x" * LONGEST_ANSWER), Reply(200, b"x" * LONGEST_ANSWER)),
        (answer(200, b"x" * (LONGEST_ANSWER + 1)), Reply(200, None)),
        (answer(200, b"\x1f\x8b", Content_Encoding="gzip"), Reply(200, b"\x1f\x8b")),
        (raw(OK + b"\r\n{}"), Reply(200, b"{}")),
        (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), Reply(200, b"{}")),
        (hang_up, GONE),
        (raw(b"SSH-2.0-OpenSSH\r\n"), GONE),
        (raw(OK + b"Content-Length: 9\r\n\r\n{"), GONE),
        (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), GONE),
        (raw(OK + b"x" * 70_000), GONE),
        (raw(OK + b"A: b\r\n" * 200), GONE),
    ],
)
def test_whatever_a_carrier_does_is_an_answer_or_none(server, acme, carriers, manner, reply):
    server.manners = [manner]
    assert carriers.send(CALL, acme) == reply
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "manner",
    [
        later(30, answer(200)),
        raw(*[b"x"] * 90, pause_s=0.3),
        raw(OK, *[b"A: b\r\n"] * 90, pause_s=0.3),
        raw(OK + b"Content-Length: 90\r\n\r\n", *[b"x"] * 90, pause_s=0.3),
        raw(OK + b"\r\n", *[b"x"] * 90, pause_s=0.3),
    ],
)
def test_what_takes_too_long_is_not_waited_for(server, acme, carriers, manner):
    server.manners = [manner]
    began = time.monotonic()
    assert carriers.send(CALL, replace(acme, read_timeout_s=1)) == LATE
    assert time.monotonic() - began < 20, "all of it takes half a minute"
    assert len(server.requests) == 1


@pytest.mark.parametrize("broken", ["excerpt", "Log.record"])
def test_an_attempt_that_cannot_be_kept_costs_no_reply(server, acme, carriers, monkeypatch, broken):
    def fails(*_):
        raise RuntimeError

    at = "chalicelib.carrier_gateway.adapters.http_out.excerpt"
    monkeypatch.setattr(at if broken == "excerpt" else f"{__name__}.Log.record", fails)
    server.manners = [answer(200, b'{"a": 1}')]
    assert carriers.send(CALL, acme) == Reply(200, b'{"a": 1}')


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere(server, acme, carriers, status):
    with carrier() as elsewhere:
        server.manners = [answer(status, Location=elsewhere.url)]
        assert carriers.send(CALL, acme) == Reply(status, b"")
        assert elsewhere.requests == []


def test_nobody_there_is_no_answer(acme, carriers):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        gone = replace(acme, url=f"http://127.0.0.1:{free.getsockname()[1]}")
        assert carriers.send(CALL, gone) == GONE


def test_a_carrier_without_tls_is_not_spoken_to_as_if_it_had(server, acme, carriers):
    secure = replace(acme, url=server.url.replace("http:", "https:"))
    assert carriers.send(CALL, secure) == GONE
    assert server.requests == []


def test_a_connection_is_kept_and_a_lost_one_replaced(server, acme, carriers):
    server.manners = [answer(200, b"{}"), answer(200, b"{}", Connection="close"), answer(200)]
    for _ in range(3):
        assert carriers.send(CALL, acme).status == 200


def test_every_attempt_is_signed_anew_under_the_same_id(server, acme, carriers, monkeypatch):
    carriers.send(CALL, acme)

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 11, 21, tzinfo=UTC)

    monkeypatch.setattr("chalicelib.carrier_gateway.adapters.http_out.datetime", Tomorrow)
    carriers.send(CALL, acme)
    first, second = (request["headers"] for request in server.requests)
    assert first["idempotency-key"] == second["idempotency-key"]
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert first["webhook-signature"] != second["webhook-signature"]
    assert first["user-agent"] == "waybill"


def test_the_path_is_below_the_partners_own(server, acme, carriers):
    carriers.send(CALL, replace(acme, url=server.url + "/api/v2/"))
    carriers.send(
        replace(CALL, path=f"/orders/{ORDER_ID}/cancellation"),
        replace(acme, url=server.url + "/api"),
    )
    assert [request["path"] for request in server.requests] == [
        "/api/v2/orders",
        f"/api/orders/{ORDER_ID}/cancellation",
    ]


@pytest.mark.parametrize("blocked", ["http://[::1", "ftp://127.0.0.1:4570", "http://10.0.0.7:4570"])
def test_a_url_that_is_blocked_is_not_called(acme, carriers, blocked):
    reply = carriers.send(CALL, replace(acme, url=blocked))
    assert isinstance(reply, NoReply)
    assert reply.code == "blocked_destination"


def test_elsewhere_than_on_the_local_stage_this_machine_is_not_called(server, acme):
    carriers = HttpCarriers(Secrets(), Destinations(), Log())
    reply = carriers.send(CALL, replace(acme, url=server.url.replace("http:", "https:")))
    assert (reply.code, server.requests) == ("blocked_destination", [])
