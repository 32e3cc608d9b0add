"""Step Functions catch a Lambda's error by its name."""

import json
import time

import pytest

from tests.support import stacks

TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
  Failing:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.11
      Handler: index.fail
      Role: !GetAtt Role.Arn
      Timeout: 60
      Code:
        ZipFile: |
          class CarrierRefused(Exception):
              pass
          def fail(event, context):
              print("failing")
              try:
                  {}["nothing"]
              except KeyError as error:
                  raise CarrierRefused("Traceback?\\nno: two lines") from error
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Resource: !GetAtt Failing.Arn
            Catch: [{ErrorEquals: [CarrierRefused], Next: Refused}]
            End: true
          Refused: {Type: Succeed}
Outputs:
  Failing: {Value: !Ref Failing}
  Machine: {Value: !Ref Machine}
"""


@pytest.fixture(scope="module")
def outputs(local_engine):
    yield stacks.create(local_engine, "lambda-errors", TEMPLATE)
    stacks.delete(local_engine, "lambda-errors")


def test_an_error_carries_its_own_name(local_engine, outputs):
    answer = local_engine.client("lambda").invoke(FunctionName=outputs["Failing"], Payload=b"{}")
    assert answer["FunctionError"]
    assert json.loads(answer["Payload"].read())["errorType"] == "CarrierRefused"


def test_a_state_machine_catches_it_by_that_name(local_engine, outputs):
    machines = local_engine.client("stepfunctions")
    started = machines.start_execution(stateMachineArn=outputs["Machine"], input="{}")
    arn = started["executionArn"]
    deadline = time.monotonic() + 60
    while machines.describe_execution(executionArn=arn)["status"] == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert machines.describe_execution(executionArn=arn)["status"] == "SUCCEEDED"
