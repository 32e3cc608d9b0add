"""What AWS does around our calls is billed too, by itself or in batches."""

from collections import Counter

import pytest

from bench import bill as billing
from bench.bill import NotPriced, bill
from bench.operations import conversations, dollars

CONSUME = "waybill-local-orders-Consume-1"
PUBLISH = "waybill-local-orders-Publish-1"
API = "waybill-local-orders-APIHandler-1"


@pytest.fixture(autouse=True)
def _templates(monkeypatch):
    monkeypatch.setattr(billing, "batch_size", lambda _: 10)
    monkeypatch.setattr(billing, "pipe_batch_size", lambda _: 3)
    monkeypatch.setattr(billing, "index_keys", lambda _: [])


def ran(function, cause, records=1):
    return {
        "what": "run",
        "run": function,
        "function": function,
        "cause": cause,
        "records": records,
        "memory": 512,
        "ms": 20,
        "log_bytes": 100,
    }


def called(operation, run=None, answer=None, **asked):
    return {
        "what": "call",
        "operation": operation,
        "run": run,
        "asked": asked,
        "answer": answer or {},
    }


def operations(*seen, alone=True):
    found = Counter()
    for line in bill(seen, alone=alone):
        found[line.kind] += line.operations
    return {kind: count for kind, count in found.items() if count}


def test_a_message_alone_is_sent_received_and_deleted_for_one_run():
    assert operations(ran(CONSUME, "Inbox")) == {"lambda_request": 1, "sqs_request": 3}


def test_full_batches_share_the_run_the_receive_and_the_delete():
    assert operations(ran(CONSUME, "Inbox"), alone=False) == pytest.approx(
        {"lambda_request": 0.1, "sqs_request": 1.2}
    )


def test_a_message_that_our_code_sent_is_not_billed_to_the_bus_as_well():
    sent = called("AmazonSQS.SendMessage", CONSUME, QueueUrl="http://x/Inbox", MessageBody="{}")
    assert operations(ran(CONSUME, "Inbox"), sent)["sqs_request"] == 3


def test_a_pipe_is_billed_for_each_record_and_its_read_for_each_batch():
    assert operations(ran(PUBLISH, "pipe"), alone=False) == pytest.approx(
        {"lambda_request": 1 / 3, "stream_read": 1 / 3, "pipe_request": 1}
    )


def test_a_first_request_runs_the_authorizer_which_reads_the_key():
    request = ran(API, "request")
    assert operations(request) == {"api_request": 1, "lambda_request": 2, "read_unit": 1}
    assert operations(request, alone=False) == {"api_request": 1, "lambda_request": 1}


def ended(kind, *states, ms=0.0):
    arn = "arn:aws:states:us-east-1:000000000000:execution:waybill-local-conversation:1"
    started = called("AWSStepFunctions.StartExecution", API, {"executionArn": arn})
    execution = {
        "what": "execution",
        "execution": arn,
        "machine": "waybill-local-conversation",
        "type": kind,
        "states": states,
        "ms": ms,
    }
    return started, execution


def billed(kind, *seen):
    return [(line.operations, line.amount) for line in bill(seen, alone=True) if line.kind == kind]


def test_an_execution_is_billed_for_its_way_into_each_state_and_out_of_the_last():
    started = ended("STANDARD", "Ask", "Overdue")
    assert billed("state_transition", ran(API, "request"), *started) == [(3, 3)]


def test_an_execution_that_is_there_already_costs_nothing_more():
    again = called("AWSStepFunctions.StartExecution", API, {"__type": "ExecutionAlreadyExists"})
    assert billed("state_transition", ran(API, "request"), again) == []


def test_an_express_execution_is_billed_as_one_request_and_for_each_tenth_of_a_second():
    started = ended("EXPRESS", "Normalise", "Record", ms=101)
    request = ran(API, "request")
    assert billed("express_request", request, *started) == [(1, 1)]
    assert billed("express_gb_s", request, *started) == [(0, pytest.approx(0.2 / 16))]
    assert billed("state_transition", request, *started) == []


def test_a_state_runs_its_function_without_a_queue_and_resuming_it_costs_nothing():
    asked = ran("waybill-local-carrier-gateway-Ask-1", "execution")
    resumed = called("AWSStepFunctions.SendTaskSuccess", asked["run"], taskToken="t", output="{}")
    assert operations(asked, resumed) == {"lambda_request": 1}


def test_an_object_is_billed_by_the_call_however_large():
    put = called("AmazonS3.PutObject", API)
    got = called("AmazonS3.GetObject", API)
    found = operations(ran(API, "request"), put, got)
    assert (found["object_write"], found["object_read"]) == (1, 1)


def test_all_that_is_billed_has_a_price():
    seen = [
        ran(API, "request"),
        called("AmazonS3.PutObject", API),
        called("AmazonS3.GetObject", API),
        *ended("STANDARD", "Ask"),
    ]
    express = bill([ran(API, "request"), *ended("EXPRESS", "Normalise", ms=1)], alone=True)
    assert all(dollars(line) > 0 for line in (*bill(seen, alone=True), *express))


def test_each_event_is_billed_by_itself_in_pieces_of_64_kilobytes():
    entries = [
        {"Source": "waybill.orders", "DetailType": "order.placed.v1", "Detail": "x" * size}
        for size in (65_536, 65_537)
    ]
    put = called("AWSEvents.PutEvents", Entries=entries)
    assert [line.amount for line in bill([put], alone=True) if line.kind == "event"] == [1, 2]


def test_what_has_no_price_is_refused_rather_than_left_out():
    with pytest.raises(NotPriced):
        bill([ran(API, "request"), called("AWSKMS.Decrypt", API)], alone=True)


def test_the_conversation_with_most_transitions_is_the_one_that_counts():
    ask = [ended("STANDARD", "Ask")[1]]
    overdue = [ended("STANDARD", "Ask", "Overdue")[1]]
    webhook = [{**ended("EXPRESS", *"abcdef")[1], "machine": "waybill-local-webhook"}]
    found = conversations([ask, ask + overdue + webhook, ask])
    assert found == {"conversations": 2, "most_transitions": 3}
