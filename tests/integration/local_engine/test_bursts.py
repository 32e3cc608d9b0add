"""A burst of calls waits its turn instead of starting a worker each."""

import json
from concurrent.futures import ThreadPoolExecutor

from tests.support import stacks

CALLS = 12
AT_ONCE = 4  # local/engine/bursts.py, which the engine alone can import
TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
  Busy:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.11
      Handler: index.work
      Role: !GetAtt Role.Arn
      Timeout: 60
      Code:
        ZipFile: |
          import os, time
          def work(event, context):
              print("working")
              time.sleep(2)
              return [event, os.getpid()]
Outputs:
  Busy: {Value: !Ref Busy}
"""


def burst(engine) -> list[list[int]]:
    """Call a function of two seconds from many sides; what was asked, and who answered it."""
    outputs = stacks.create(engine, "burst", TEMPLATE)
    client = engine.client("lambda")

    def call(number: int) -> list[int]:
        answer = client.invoke(FunctionName=outputs["Busy"], Payload=json.dumps(number))
        return json.loads(answer["Payload"].read())

    try:
        with ThreadPoolExecutor(CALLS) as callers:
            return list(callers.map(call, range(CALLS)))
    finally:
        stacks.delete(engine, "burst")


def test_each_call_of_a_burst_is_answered_by_one_of_few_workers(local_engine):
    answers = burst(local_engine)
    assert [number for number, _ in answers] == list(range(CALLS))
    assert 1 < len({worker for _, worker in answers}) <= AT_ONCE
