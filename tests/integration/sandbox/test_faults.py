"""A partner misbehaves over HTTP as its dials say, and the same way again with the same seed."""

import socket

import pytest
import urllib3

from sandbox.carrier import Carrier


@pytest.fixture
def carrier(desk):
    one = desk(Carrier)
    one.control(confirm_after_s=None)
    return one


def outcome(carrier, order_id):
    try:
        return carrier.ask(order_id=order_id).status
    except urllib3.exceptions.HTTPError as error:
        return type(error).__name__


@pytest.mark.parametrize("mode", ["down", "reset", "lost"])
def test_without_an_answer_the_connection_ends(carrier, mode):
    carrier.control(mode=mode)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        carrier.ask()
    taken = len(carrier.shipments())
    assert taken == (1 if mode == "lost" else 0)


def test_a_reset_is_a_reset(carrier):
    carrier.control(mode="reset")
    with pytest.raises(urllib3.exceptions.ProtocolError) as error:
        carrier.ask()
    assert type(error.value.args[1]) is ConnectionResetError, "an orderly end is a subclass"


def test_one_that_hangs_has_taken_it_and_lets_go_when_it_is_stopped(carrier):
    carrier.control(mode="hang")
    usual, carrier.http = carrier.http, urllib3.PoolManager(timeout=0.3, retries=False)
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        carrier.ask()
    carrier.http = usual
    carrier.until(lambda: len(carrier.shipments()) == 1)


def test_a_dripping_answer_comes_whole_in_the_end(carrier):
    carrier.control(mode="drip", drip_s=0.2)
    assert carrier.ask().json()["shipping_status"] == "PROCESSING"


def test_a_redirect_leads_elsewhere(carrier):
    carrier.control(mode="redirect")
    answer = carrier.ask()
    assert answer.status == 307
    assert "elsewhere" in answer.headers["location"]
    assert carrier.call("GET", "/control").status == 200, "the control is never disturbed"


def test_one_that_is_gone_says_so(carrier):
    carrier.control(mode="gone")
    assert carrier.ask().status == 410


def test_the_server_error_is_the_one_that_was_chosen(carrier):
    carrier.control(mode="error", error_status=503)
    assert carrier.ask().status == 503


def test_faults_come_now_and_then_and_the_same_again_with_the_same_seed(carrier):
    def row():
        carrier.told("DELETE", "/control")
        chances = {"error": 0.3, "reset": 0.2, "rate_limited": 0.2}
        carrier.control(seed=11, modes=chances, confirm_after_s=None)
        return [outcome(carrier, f"o-{n}") for n in range(20)]

    first = row()
    assert set(first) == {200, 429, 500, "ProtocolError"}
    assert row() == first


def test_a_repeat_may_fare_better_than_the_first(carrier):
    carrier.control(seed=3, modes={"error": 0.5})
    seen = [outcome(carrier, "o-1") for _ in range(12)]
    assert {200, 500} == set(seen)
    assert len(carrier.shipments()) == 1


def test_every_exchange_is_in_the_log_without_its_secrets(carrier):
    carrier.control(mode="error")
    carrier.ask(order_id="o-1")
    carrier.control(mode="accept", confirm_after_s=0)
    carrier.ask(order_id="o-1")
    carrier.heard(1)
    told, accepted, failed = carrier.exchanges()
    assert (failed["direction"], failed["request"], failed["status"]) == ("in", "POST /orders", 500)
    assert failed["headers"]["idempotency-key"] == "o-1:ask"
    assert '"o-1"' in failed["body"]
    assert (accepted["status"], "tracking_number" in accepted["answer"]) == (200, True)
    assert (told["direction"], told["request"]) == ("out", "POST /confirm-shipment")
    assert "a-key" not in str(told)
    assert "webhook-signature" not in told["headers"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n", b"400"),
        (b"POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"POST /orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_proper_http_is_turned_off(carrier, sent, status):
    address = ("127.0.0.1", int(carrier.running.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=60) as connection:
        connection.sendall(sent)
        answer = connection.makefile("rb").read()
    assert status in answer.splitlines()[0] or status in answer


@pytest.mark.parametrize("at", ["9" * 400, "inf", "-1", "nan", "yesterday", "1e9", "٣"])
def test_a_malformed_signature_is_not_genuine_and_no_error(carrier, at):
    signature = {"webhook_id": "msg_1", "webhook_signature": "v1,*** v9"}
    answer = carrier.call("POST", "/orders", "{}", webhook_timestamp=at.encode(), **signature)
    assert answer.status == 401
