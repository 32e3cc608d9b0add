"""What is stored becomes an event, whatever stops on the way."""

import json
import time
from pathlib import Path

import pytest

from tests.support import stacks
from tests.support.queues import attributes, bodies, receive

TOY = Path(__file__).with_name("toy.yaml")
AT = "2026-01-02T03:04:05.678Z"


class Toy:
    def __init__(self, engine, outputs):
        self.engine, self.outputs = engine, outputs

    def store(self, *names, poison=False, body=True):
        table = self.engine.client("dynamodb")
        for name in names:
            item = {"id": {"S": name}, "at": {"S": AT}}
            item |= {"body": {"S": json.dumps({"name": name})}} if body else {}
            item |= {"poison": {"S": "yes"}} if poison else {}
            table.put_item(TableName=self.outputs["Table"], Item=item)

    def published(self, count, **patience):
        return bodies(self.engine, self.outputs["Inbox"], count, **patience)

    def names(self, count, **patience):
        return sorted(event["detail"]["id"] for event in self.published(count, **patience))

    def unpublished(self, count):
        return bodies(self.engine, self.outputs["Unpublished"], count)

    def hold(self):
        self.engine.client("pipes").stop_pipe(Name=self.outputs["Pipe"])

    def go_on(self):
        self.engine.client("pipes").start_pipe(Name=self.outputs["Pipe"])


@pytest.fixture(scope="module")
def deployed(local_engine):
    yield Toy(local_engine, stacks.create(local_engine, "toy", TOY))
    stacks.delete(local_engine, "toy")


@pytest.fixture
def toy(deployed):
    sqs = deployed.engine.client("sqs")
    for queue in ("Inbox", "Undelivered", "Unpublished"):
        sqs.purge_queue(QueueUrl=deployed.outputs[queue])
    return deployed


def test_what_is_stored_becomes_an_event_with_its_own_time(toy):
    toy.store("first")
    (event,) = toy.published(1)
    assert event["source"] == "toy.things"
    assert event["detail-type"] == "thing.made.v1"
    assert event["time"] == "2026-01-02T03:04:05Z"
    assert event["detail"] == {"id": "first", "body": {"name": "first"}}


def test_only_what_the_filter_takes_is_published(toy):
    toy.store("no-body", body=False)
    toy.store("twice")
    toy.store("twice")
    toy.store("after")
    assert toy.names(2) == ["after", "twice"]


def test_a_poison_record_is_parked_alone_and_stops_no_other(toy):
    toy.hold()
    toy.store("a", "b")
    toy.store("c", poison=True)
    toy.store("d", "e")
    toy.go_on()
    assert toy.names(4) == ["a", "b", "d", "e"]
    (parked,) = toy.unpublished(1)
    assert parked["context"]["condition"] == "RetryAttemptsExhausted"
    assert parked["DDBStreamBatchInfo"]["batchSize"] == 1


def test_a_pipe_that_is_held_loses_nothing(toy):
    toy.hold()
    toy.store("x", "y", "z")
    assert toy.names(1, within_s=1) == []
    toy.go_on()
    assert toy.names(3) == ["x", "y", "z"]


def test_an_event_for_a_missing_queue_ends_in_the_targets_dead_letter_queue(toy):
    toy.store("lost")
    (message,) = receive(toy.engine, toy.outputs["Undelivered"], 1)
    assert json.loads(message["Body"])["detail"]["id"] == "lost"
    assert attributes(message)["ERROR_CODE"] == "NO_RESOURCE"
    assert attributes(message)["TARGET_ARN"].endswith(":no-such-queue")


def test_describe_tells_all_that_the_template_said(toy):
    pipe = toy.engine.client("pipes").describe_pipe(Name=toy.outputs["Pipe"])
    assert pipe["TargetParameters"]["InputTemplate"] == "<$.detail>"
    assert pipe["SourceParameters"]["DynamoDBStreamParameters"]["BatchSize"] == 3


def test_a_restart_loses_no_record_that_was_not_read_yet(toy):
    toy.store("before")
    assert toy.names(1) == ["before"]
    toy.hold()
    wanted = [f"r{number}" for number in range(7)]
    toy.store(*wanted)
    toy.engine.restart()
    toy.go_on()
    assert toy.names(7) == wanted
    assert toy.names(1, within_s=1) == [], "something came twice"


def test_a_kill_loses_no_more_than_the_last_moments(toy):
    toy.hold()
    toy.store("survivor")
    saved = toy.engine.place.state / "engine" / "dynamodb.json"
    deadline = time.monotonic() + 60
    while not saved.exists() or "survivor" not in saved.read_text():
        assert time.monotonic() < deadline, "it was never saved"
        time.sleep(0.1)
    toy.engine.kill()
    toy.engine.start()
    toy.go_on()
    # What was said shortly before may come again: its checkpoint was younger than the last save.
    deadline = time.monotonic() + 60
    while toy.names(1, within_s=1) != ["survivor"]:
        assert time.monotonic() < deadline, "it was lost"
