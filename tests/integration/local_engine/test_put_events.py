"""What is put on a bus is taken as AWS takes it, or refused as AWS refuses it."""

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from tests.support import stacks
from tests.support.queues import bodies

TEMPLATE = """
Resources:
  Bus: {Type: "AWS::Events::EventBus", Properties: {Name: honest}}
  Queue: {Type: "AWS::SQS::Queue"}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {source: [honest]}
      Targets: [{Id: queue, Arn: !GetAtt Queue.Arn}]
Outputs: {Queue: {Value: !Ref Queue}}
"""
ENTRY = {"EventBusName": "honest", "Source": "honest", "DetailType": "said", "Detail": "{}"}


@pytest.fixture(scope="module")
def queue(local_engine):
    yield stacks.create(local_engine, "honest", TEMPLATE)["Queue"]
    stacks.delete(local_engine, "honest")


@pytest.fixture
def put(local_engine, queue):
    def put_entries(*entries):
        return local_engine.client("events").put_events(Entries=[ENTRY | one for one in entries])

    return put_entries


def test_an_entry_keeps_its_own_time(put, local_engine, queue):
    put({"Time": datetime(2025, 5, 6, 7, 8, 9, tzinfo=UTC)})
    (event,) = bodies(local_engine, queue, 1)
    assert event["time"] == "2025-05-06T07:08:09Z"


@pytest.mark.parametrize("detail", ["no json", "[]", '"text"', ""])
def test_only_a_bad_entry_is_refused(put, local_engine, queue, detail):
    answer = put({"Detail": json.dumps({"n": 1})}, {"Detail": detail})
    assert answer["FailedEntryCount"] == 1
    assert answer["Entries"][1]["ErrorCode"] == "MalformedDetail"
    assert [event["detail"] for event in bodies(local_engine, queue, 1)] == [{"n": 1}]


def test_an_entry_without_source_is_refused(put):
    assert put({"Source": ""})["Entries"][0]["ErrorCode"] == "InvalidArgument"


def test_what_is_too_large_is_refused_whole(put):
    large = json.dumps({"text": "x" * 256 * 1024})
    with pytest.raises(ClientError, match="over the limit"):
        put({"Detail": large})
