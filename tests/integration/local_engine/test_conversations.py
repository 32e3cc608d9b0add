"""The state machine of conversations, as it is deployed, on the local engine with toy functions."""

import json
import time

import pytest
from botocore.exceptions import ClientError

from tests.support import stacks
from tests.support.queues import bodies
from tests.support.roles import client_as
from tools.services import folder

DEFINITION = json.loads((folder("carrier-gateway") / "infra/conversation.asl.json").read_text())
TEMPLATE = """
Resources:
  Said: {Type: "AWS::SQS::Queue"}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
      Policies:
        - PolicyName: Say
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Said.Arn}]
  Ask:
    Type: AWS::Lambda::Function
    Properties: &function
      Runtime: python3.11
      Handler: index.ask
      Role: !GetAtt Role.Arn
      Timeout: 60
      Environment: {Variables: {SAID: !Ref Said}}
      Code:
        ZipFile: |
          import json, os, boto3
          def say(what):
              print(list(what))
              queue = os.environ["SAID"]
              boto3.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(what))
          def ask(event, context):
              if event["input"]["order_id"] == "poison":
                  raise KeyError("poison")
              say(event)
          def overdue(event, context):
              say({"overdue": event})
  Overdue:
    Type: AWS::Lambda::Function
    Properties: {<<: *function, Handler: index.overdue}
Outputs:
  Said: {Value: !Ref Said}
  Machine: {Value: !Ref Machine}
"""


@pytest.fixture(scope="module")
def outputs(local_engine):
    machine = """
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      DefinitionSubstitutions: {AskFunction: !GetAtt Ask.Arn, OverdueFunction: !GetAtt Overdue.Arn}
      Definition: DEFINITION
Outputs:
"""
    whole = TEMPLATE.replace(
        "Outputs:\n", machine.lstrip("\n").replace("DEFINITION", json.dumps(DEFINITION))
    )
    yield stacks.create(local_engine, "conversations", whole)
    stacks.delete(local_engine, "conversations")


@pytest.fixture
def machines(local_engine):
    return local_engine.client("stepfunctions")


def start(machines, outputs, order_id, *, timeout_s=60):
    given = {"order_id": order_id, "task_type": "ORDER_SHIPPING_SERVICE", "attempt": 1}
    given |= {"callback_id": "cb-1", "timeout_s": timeout_s}
    return machines.start_execution(
        stateMachineArn=outputs["Machine"],
        name=f"{order_id}-ORDER_SHIPPING_SERVICE-1",
        input=json.dumps(given),
    )["executionArn"]


def ended(machines, execution, within_s=60):
    until = time.monotonic() + within_s
    while (found := machines.describe_execution(executionArn=execution))["status"] == "RUNNING":
        assert time.monotonic() < until, found
        time.sleep(0.05)
    return found


def transitions(machines, execution):
    events = machines.get_execution_history(executionArn=execution)["events"]
    return [
        event["stateEnteredEventDetails"]["name"]
        for event in events
        if event["type"] == "TaskStateEntered"
    ]


def test_an_answer_ends_the_execution_and_a_repeat_finds_nobody(local_engine, machines, outputs):
    execution = start(machines, outputs, "answered")
    (asked,) = bodies(local_engine, outputs["Said"], 1)
    assert asked["input"]["order_id"] == "answered"
    assert len(asked["token"]) <= 2048
    answer = json.dumps({"status": "SUCCEEDED", "tracking_number": "1Z-9"})
    machines.send_task_success(taskToken=asked["token"], output=answer)
    found = ended(machines, execution)
    assert (found["status"], json.loads(found["output"])) == ("SUCCEEDED", json.loads(answer))
    assert transitions(machines, execution) == ["Ask"]
    with pytest.raises(ClientError, match="TaskDoesNotExist"):
        machines.send_task_success(taskToken=asked["token"], output="{}")


def test_an_attempt_has_one_execution(local_engine, machines, outputs):
    start(machines, outputs, "twice")
    with pytest.raises(ClientError, match="ExecutionAlreadyExists"):
        start(machines, outputs, "twice")
    (asked,) = bodies(local_engine, outputs["Said"], 1)
    machines.send_task_success(taskToken=asked["token"], output="{}")


def test_what_nobody_answers_in_its_own_time_is_settled(local_engine, machines, outputs):
    execution = start(machines, outputs, "silent", timeout_s=1)
    found = ended(machines, execution)
    assert found["status"] == "SUCCEEDED"
    assert transitions(machines, execution) == ["Ask", "Overdue"]
    said = bodies(local_engine, outputs["Said"], 2)
    # A function that starts slowly speaks after its time is over.
    asked, settled = sorted(said, key=lambda one: "overdue" in one)
    assert asked["input"]["timeout_s"] == 1
    assert settled["overdue"]["order_id"] == "silent"
    assert settled["overdue"]["failure"]["Error"] == "States.Timeout"


def test_a_failure_is_caught(local_engine, machines, outputs):
    execution = start(machines, outputs, "failing")
    (asked,) = bodies(local_engine, outputs["Said"], 1)
    machines.send_task_failure(taskToken=asked["token"], error="NOT_SERVED", cause="No plane.")
    assert ended(machines, execution)["status"] == "SUCCEEDED"
    (settled,) = bodies(local_engine, outputs["Said"], 1)
    assert settled["overdue"]["failure"] == {"Error": "NOT_SERVED", "Cause": "No plane."}


def test_a_question_that_was_never_put_is_not_waited_for(local_engine, machines, outputs):
    execution = start(machines, outputs, "poison")
    assert ended(machines, execution)["status"] == "SUCCEEDED"
    (settled,) = bodies(local_engine, outputs["Said"], 1)
    assert settled["overdue"]["failure"]["Error"] == "KeyError"


def test_a_role_resumes_the_machine_it_may_and_no_other(local_engine, machines, outputs):
    def resume(machine):
        allowed = {"Effect": "Allow", "Action": "states:SendTaskSuccess", "Resource": machine}
        client = client_as(local_engine, "stepfunctions", allowed)
        client.send_task_success(taskToken=asked["token"], output="{}")

    execution = start(machines, outputs, "guarded")
    (asked,) = bodies(local_engine, outputs["Said"], 1)
    with pytest.raises(ClientError, match="AccessDenied"):
        resume(f"{outputs['Machine']}-other")
    resume(outputs["Machine"])
    assert ended(machines, execution)["status"] == "SUCCEEDED"


def test_a_restart_ends_an_execution_and_its_token_is_nobodys(local_engine, machines, outputs):
    execution = start(machines, outputs, "restarted")
    (asked,) = bodies(local_engine, outputs["Said"], 1)
    local_engine.restart()
    found = machines.describe_execution(executionArn=execution)
    assert (found["status"], found["error"]) == ("FAILED", "States.ServiceRestart")
    with pytest.raises(ClientError, match="TaskDoesNotExist"):
        machines.send_task_success(taskToken=asked["token"], output="{}")
