"""The lean way to DynamoDB: what it signs, what it tries again, what it tells as botocore does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, HTTPClientError

from eventing import lean
from eventing.lean import LeanDynamoDB

FAILED = (400, {"__type": "com.amazonaws#ConditionalCheckFailedException", "message": "no"})
THROTTLED = (400, {"__type": "com.amazonaws#ThrottlingException", "message": "slower"})
BROKEN = (500, {"__type": "com.amazonaws#InternalServerError"})
GARBAGE = (503, "<html>")
HANGS_UP = (0, "")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answers: list[tuple[int, Any]]
    asked: list[tuple[dict[str, str], Any]]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((headers, json.loads(body)))
        status, said = self.server.answers.pop(0) if self.server.answers else (200, {"ok": 1})
        if (status, said) == HANGS_UP:
            self.close_connection = True
            return
        text = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def table(*answers: tuple[int, Any]) -> Iterator[tuple[_Server, LeanDynamoDB]]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.answers, server.asked = list(answers), []
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    client = LeanDynamoDB(
        f"http://127.0.0.1:{server.server_address[1]}", "eu-west-1", Credentials("AKID", "s", "t")
    )
    try:
        yield server, client
    finally:
        client._pool.close()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch):
    monkeypatch.setattr(lean, "FIRST_WAIT_S", 0.001)


def call(client: LeanDynamoDB) -> dict[str, Any]:
    return client._make_api_call("GetItem", {"TableName": "t"})


def test_a_call_is_signed_for_its_operation_region_and_credentials():
    with table() as (server, client):
        assert call(client) == {"ok": 1}
    ((headers, body),) = server.asked
    assert headers["host"] == f"127.0.0.1:{server.server_port}"
    assert body == {"TableName": "t"}
    assert headers["x-amz-target"] == "DynamoDB_20120810.GetItem"
    assert headers["x-amz-security-token"] == "t"
    assert "/eu-west-1/dynamodb/aws4_request" in headers["authorization"]
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKID/")


def test_what_arrives_fits_its_signature():
    with table() as (server, client):
        call(client)
    ((headers, body),) = server.asked
    signed = headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    kept = {name: headers[name] for name in signed}
    url = f"http://{headers['host']}/"
    again = AWSRequest("POST", url, kept, json.dumps(body, separators=(",", ":")))
    again.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(Credentials("AKID", "s", "t"), "dynamodb", "eu-west-1")
    to_sign = signer.string_to_sign(again, signer.canonical_request(again))
    assert headers["authorization"].endswith(f"Signature={signer.signature(to_sign, again)}")


def test_a_trace_goes_on_with_the_call(monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2-3")
    with table() as (server, client):
        call(client)
    assert server.asked[0][0]["x-amzn-trace-id"] == "Root=1-2-3"


@pytest.mark.parametrize("fault", [THROTTLED, BROKEN, GARBAGE, HANGS_UP])
def test_what_may_pass_is_tried_again(fault):
    with table(fault, fault, fault) as (server, client):
        assert call(client) == {"ok": 1}
        assert len(server.asked) == 4


@pytest.mark.parametrize(("fault", "code"), [(THROTTLED, "ThrottlingException"), (GARBAGE, "503")])
def test_what_does_not_pass_in_four_attempts_is_told(fault, code):
    with table(*[fault] * 4) as (server, client), pytest.raises(ClientError) as told:
        call(client)
    assert told.value.response["Error"]["Code"] == code
    assert len(server.asked) == 4


def test_a_refusal_is_told_at_once_as_botocore_tells_it():
    with table(FAILED) as (server, client), pytest.raises(ClientError) as told:
        call(client)
    error = told.value.response["Error"]
    assert (error["Code"], error["Message"]) == ("ConditionalCheckFailedException", "no")
    assert len(server.asked) == 1


def test_a_table_that_cannot_be_reached_is_a_fault_of_the_connection():
    client = LeanDynamoDB("http://127.0.0.1:9", "eu-west-1", Credentials("AKID", "s"))
    with pytest.raises(HTTPClientError):
        call(client)
