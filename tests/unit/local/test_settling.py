"""A batch ends on the bus or in the dead-letter queue, and takes no other with it."""

from dataclasses import replace

import pytest
from botocore.exceptions import EndpointConnectionError

from local.pipes.settling import Interrupted, Settling
from tests.unit.local.fakes import a_pipe, a_record, number_of


class Outside:
    """What is around a batch: a bus that refuses some numbers, a queue, a clock."""

    def __init__(self, *, pipe=None, poison=(), failures=()):
        self.pipe = pipe or a_pipe()
        self.poison, self.failures = set(poison), list(failures)
        self.delivered, self.parked, self.tried, self.pauses = [], [], [], []
        self.now = 1000.0
        self.while_pausing = lambda: None

    def settle(self, *numbers, at=1000.0):
        Settling(
            deliver=self.deliver,
            park=self.park,
            current=lambda: self.pipe,
            pause=self.pause,
            now=lambda: self.now,
        ).settle([a_record(number, at=at) for number in numbers])

    def deliver(self, pipe, batch):
        numbers = [number_of(record) for record in batch]
        self.tried.append(numbers)
        if self.failures:
            raise self.failures.pop(0)
        if self.poison & set(numbers):
            raise ValueError("poison")
        self.delivered += numbers

    def pause(self, seconds):
        self.pauses.append(seconds)
        self.while_pausing()

    def change(self, pipe):
        self.pipe = pipe

    def park(self, pipe, batch, condition):
        self.parked.append(([number_of(record) for record in batch], condition))


def test_a_good_batch_is_delivered_once():
    outside = Outside()
    outside.settle(1, 2, 3)
    assert outside.tried == [[1, 2, 3]]
    assert outside.parked == []


def test_a_poison_record_is_found_by_halving_and_parked_alone():
    outside = Outside(poison=[3])
    outside.settle(1, 2, 3, 4, 5)
    assert sorted(outside.delivered) == [1, 2, 4, 5]
    assert outside.parked == [([3], "RetryAttemptsExhausted")]


def test_a_single_record_is_tried_as_often_as_the_pipe_says():
    outside = Outside(poison=[1])
    outside.settle(1)
    assert len(outside.tried) == 3, "once and two retries"
    assert outside.pauses == sorted(outside.pauses)


def test_without_bisecting_the_batch_stays_together():
    outside = Outside(pipe=a_pipe(stream={"OnPartialBatchItemFailure": None}), poison=[2])
    outside.settle(1, 2, 3)
    assert outside.parked == [([1, 2, 3], "RetryAttemptsExhausted")]


def test_what_fails_for_a_moment_is_delivered_after_all():
    outside = Outside(failures=[ValueError("once")])
    outside.settle(1)
    assert outside.delivered == [1]
    assert outside.parked == []


def test_nobody_answering_costs_no_attempt():
    away = EndpointConnectionError(endpoint_url="http://nowhere")
    outside = Outside(failures=[away] * 9)
    outside.settle(1, 2)
    assert outside.delivered == [1, 2]
    assert outside.tried == [[1, 2]] * 10, "it was never halved"


def test_what_is_too_old_is_parked_and_the_rest_delivered():
    outside = Outside(pipe=a_pipe(stream={"MaximumRecordAgeInSeconds": 60}))
    outside.now = 1061
    outside.settle(1, 2, at=1000)
    outside.settle(3, at=1002)
    assert outside.parked == [([1, 2], "RecordAgeExceeded")]
    assert outside.delivered == [3]


def test_an_update_of_the_pipe_takes_effect_between_attempts():
    outside = Outside(pipe=a_pipe(stream={"MaximumRetryAttempts": -1}), poison=[1])
    outside.while_pausing = lambda: outside.change(a_pipe(stream={"MaximumRetryAttempts": 0}))
    outside.settle(1)
    assert outside.tried == [[1], [1]]


@pytest.mark.parametrize("pipe", [None, replace(a_pipe(), running=False)])
def test_a_pipe_that_is_stopped_or_deleted_parks_nothing(pipe):
    outside = Outside(poison=[1])
    outside.while_pausing = lambda: outside.change(pipe)
    with pytest.raises(Interrupted):
        outside.settle(1)
    assert outside.parked == []
