"""A life that was not wholly seen is not billed."""

import pytest

from bench.life import NotWitnessed, complete, order_in

RUN = {"what": "run", "run": "1", "function": "api", "cause": "request"}
STARTED = {
    "what": "call",
    "run": "1",
    "operation": "AWSStepFunctions.StartExecution",
    "answer": {"executionArn": "arn:1"},
}
ENDED = {"what": "execution", "execution": "arn:1"}


def test_a_request_that_seems_to_call_nothing_was_not_seen():
    with pytest.raises(NotWitnessed):
        complete([RUN])


def test_an_execution_that_has_not_ended_was_not_seen():
    with pytest.raises(NotWitnessed, match="arn:1"):
        complete([RUN, STARTED])
    assert complete([RUN, STARTED, ENDED]) == [RUN, STARTED, ENDED]


def test_an_execution_that_was_there_already_is_not_waited_for():
    again = {**STARTED, "answer": {"__type": "ExecutionAlreadyExists"}}
    assert complete([RUN, again]) == [RUN, again]


def test_the_order_is_the_one_that_the_first_event_correlates_with():
    detail = '{"metadata": {"correlation_id": "order-1"}}'
    put = {"operation": "AWSEvents.PutEvents", "asked": {"Entries": [{"Detail": detail}]}}
    assert order_in([put]) == "order-1"
