"""A worker reads on from where its pipe left off."""

import json

from local.pipes.pipe import Pipe
from local.pipes.worker import Worker
from tests.unit.local.fakes import (
    QUEUE,
    FakeEvents,
    FakeLambda,
    FakeSqs,
    FakeStore,
    FakeStreams,
    a_pipe,
    a_record,
)


class World:
    def __init__(self, *records, pipe: Pipe | None = None, **store):
        self.streams = FakeStreams(list(records))
        self.function, self.events, self.sqs = FakeLambda(), FakeEvents(), FakeSqs()
        self.store = FakeStore(pipe or a_pipe(), **store)
        self.start()

    def start(self):
        self.worker = Worker(self.store.pipe, self.store, self.client)

    def client(self, service, region):
        return {
            "dynamodbstreams": self.streams,
            "lambda": self.function,
            "events": self.events,
            "sqs": self.sqs,
        }[service]

    def turn(self, times=1):
        return [self.worker.turn(self.store.pipe) for _ in range(times)][-1]

    @property
    def published(self):
        return [json.loads(entry["Detail"])["n"] for entry in self.events.put]


def test_all_records_are_read_in_batches_of_the_pipes_size():
    world = World(*map(a_record, range(1, 8)))
    world.turn(3)
    assert world.published == [1, 2, 3, 4, 5, 6, 7]
    assert [len(batch) for batch in world.function.asked] == [3, 3, 1]
    assert world.turn() is False, "there is nothing more"


def test_another_worker_goes_on_at_the_checkpoint():
    world = World(*map(a_record, range(1, 8)))
    world.turn()
    world.start()
    world.turn(2)
    assert world.published == [1, 2, 3, 4, 5, 6, 7]
    assert world.streams.opened == ["TRIM_HORIZON", "AFTER_SEQUENCE_NUMBER"]


def test_a_checkpoint_that_is_trimmed_repeats_nothing():
    world = World(*map(a_record, range(1, 5)), checkpoints={"shard-1": "0002"})
    world.streams.trimmed = True
    world.turn(2)
    assert world.published == [3, 4]


def test_only_what_a_filter_takes_is_asked_for():
    removed = a_record(2) | {"eventName": "REMOVE"}
    source = a_pipe().source_parameters
    filters = {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]}
    world = World(
        a_record(1), removed, pipe=a_pipe(source_parameters={**source, "FilterCriteria": filters})
    )
    world.turn()
    assert world.published == [1]
    assert world.store.checkpoints == {"shard-1": "0002"}, "what is not wanted is done with"


def test_what_was_given_up_is_told_as_aws_tells_it():
    world = World(a_record(5), pipe=a_pipe(stream={"MaximumRetryAttempts": 0}))
    world.events.refused = {5}
    world.turn()
    ((queue, message),) = world.sqs.sent
    assert queue.endswith(QUEUE.rsplit(":", 1)[1])
    assert message["context"] == {
        "partnerResourceArn": a_pipe().arn,
        "condition": "RetryAttemptsExhausted",
    }
    told = message["DDBStreamBatchInfo"]
    assert (told["startSequenceNumber"], told["endSequenceNumber"]) == ("0005", "0005")
    assert told["streamArn"] == a_pipe().source
    assert told["approximateArrivalOfFirstRecord"] == "1970-01-01T00:16:40.000Z"
    assert world.store.checkpoints == {"shard-1": "0005"}
