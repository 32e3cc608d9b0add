"""The stand-in for AWS answers what it was given, whatever service is asked."""

import json
import os
import socket
import urllib.request
from collections import Counter

import boto3
import pytest

from bench.alone import environment, stub


@pytest.fixture
def asked(monkeypatch):
    """Return a function that asks the stand-in with boto3, and one that tells what it counted."""
    with stub({"Query": '{"Items": [], "Count": 0}', "PutObject": ""}) as port:
        for name, value in environment(port).items():
            monkeypatch.setitem(os.environ, name, value)

        def tally():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}") as answer:
                return json.load(answer)

        yield boto3.client, tally


def test_each_operation_has_its_own_answer_and_is_counted(asked):
    client, tally = asked
    found = client("dynamodb").query(TableName="t", KeyConditionExpression="a = :a")
    client("stepfunctions").send_task_success(taskToken="token", output="{}")
    assert found["Count"] == 0
    assert Counter(tally()["calls"]) == {"Query": 1, "SendTaskSuccess": 1}


def test_an_object_is_taken(asked):
    client, tally = asked
    client("s3").put_object(Bucket="bucket", Key="key", Body=b"x" * 1000)
    assert tally() == {"calls": {"PutObject": 1}, "bytes": 1000}


def test_a_body_that_waits_to_be_asked_for_is_asked_for():
    with stub() as port, socket.create_connection(("127.0.0.1", port), timeout=10) as talk:
        talk.sendall(b"PUT /b/k HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        assert talk.recv(1000).startswith(b"HTTP/1.1 100 ")
        talk.sendall(b"body")
        assert talk.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_what_it_was_not_told_of_is_taken_without_a_word(asked):
    client, tally = asked
    client("dynamodb").put_item(TableName="t", Item={"a": {"S": "1"}})
    assert tally()["calls"] == {"PutItem": 1}
