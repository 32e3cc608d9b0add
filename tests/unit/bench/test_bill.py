"""What AWS does around our calls is billed too, by itself or in batches."""

from collections import Counter

import pytest

from bench import bill as billing
from bench.bill import NotPriced, bill

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


def test_an_execution_is_billed_for_its_transitions_and_not_for_what_is_asked_of_it():
    asked = ran("waybill-local-carrier-gateway-Ask-1", "execution")
    resumed = called("AWSStepFunctions.SendTaskSuccess", asked["run"], taskToken="t", output="{}")
    assert operations(asked, resumed) == {"lambda_request": 1, "state_transition": 2}


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
