"""What is asked of Step Functions, within its limits, and which of its refusals are no errors."""

import json

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from chalicelib.carrier_gateway.adapters.step_functions import (
    MAX_CAUSE,
    MAX_ERROR,
    MAX_OUTPUT_BYTES,
    ConversationMachine,
)
from chalicelib.carrier_gateway.application.executions import Attempt, Ending
from eventing import aws
from tests.support.conversations import ORDER_ID

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:waybill-test-conversation"
ATTEMPT = Attempt(ORDER_ID, "ORDER_SHIPPING_SERVICE", 7, "cb-1")
FAILURE = Ending(code="refused", message="No.")


@pytest.fixture
def machine(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = aws.session().create_client("stepfunctions", region_name="us-east-1")
    monkeypatch.setattr(aws, "client", lambda _: client)
    with Stubber(client) as stubber:
        yield stubber


def test_an_execution_is_started_by_name_with_ids_only(machine):
    given = {
        "order_id": ORDER_ID,
        "task_type": "ORDER_SHIPPING_SERVICE",
        "attempt": 7,
        "callback_id": "cb-1",
        "timeout_s": 60,
    }
    name = f"{ORDER_ID}-ORDER_SHIPPING_SERVICE-7"
    asked = {"stateMachineArn": ARN, "name": name, "input": json.dumps(given)}
    machine.add_response("start_execution", {"executionArn": ARN, "startDate": 0}, asked)
    ConversationMachine(ARN).start(ATTEMPT, 60)
    machine.assert_no_pending_responses()
    assert len(name) <= 80


def test_an_execution_that_was_started_before_is_started(machine):
    machine.add_client_error("start_execution", "ExecutionAlreadyExists")
    ConversationMachine(ARN).start(ATTEMPT, 60)


@pytest.mark.parametrize("code", ["TaskDoesNotExist", "TaskTimedOut", "InvalidToken"])
@pytest.mark.parametrize("ending", [Ending({"status": "SUCCEEDED"}), FAILURE])
def test_an_execution_that_waits_no_more_is_no_error(machine, code, ending):
    operation = "send_task_failure" if ending.code else "send_task_success"
    machine.add_client_error(operation, code)
    ConversationMachine(ARN).end("token", ending)
    machine.assert_no_pending_responses()


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidOutput", "KmsAccessDenied"])
def test_any_other_refusal_is_an_error(machine, code):
    machine.add_client_error("send_task_success", code)
    with pytest.raises(ClientError, match=code):
        ConversationMachine(ARN).end("token", Ending({"status": "SUCCEEDED"}))


def test_a_failure_is_cut_to_what_is_taken(machine):
    asked = {"taskToken": "token", "error": "x" * MAX_ERROR, "cause": "y" * MAX_CAUSE}
    machine.add_response("send_task_failure", {}, asked)
    long = Ending(code="x" * (MAX_ERROR + 1), message="y" * (MAX_CAUSE + 1))
    ConversationMachine(ARN).end("token", long)
    machine.assert_no_pending_responses()


@pytest.mark.parametrize(("room", "fits"), [(0, True), (1, False)])
def test_an_output_that_would_not_be_taken_is_left_out(machine, room, fits):
    output = {"status": "x" * (MAX_OUTPUT_BYTES - len('{"status": ""}') + room)}
    sent = json.dumps(output) if fits else "{}"
    machine.add_response("send_task_success", {}, {"taskToken": "token", "output": sent})
    ConversationMachine(ARN).end("token", Ending(output))
    machine.assert_no_pending_responses()
