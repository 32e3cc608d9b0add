"""The state machine of webhooks on the engine: two steps, retried, then left to the sweep."""

import json
import time

import pytest

from tests.support import stacks
from tools.services import ROOT
from tools.template import read

LAMBDA = """
import os
def normalise(event, context):
    _note(event, "normalise")
    return {**event, "tells": 1, "faults": 0}
def record(event, context):
    _note(event, "record")
    if event["webhook_id"] == "hopeless" or _times(event) < 5 and event["webhook_id"] == "flaky":
        raise RuntimeError("not yet")
    return {"id": event["webhook_id"], "status": "processed"}
def _note(event, step):
    with open(os.environ["NOTES"], "a") as notes:
        print(step, event["webhook_id"], sorted(event), file=notes, flush=True)
    print(step)
def _times(event):
    with open(os.environ["NOTES"]) as notes:
        return sum(line.split()[1] == event["webhook_id"] for line in notes)
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    path = tmp_path_factory.mktemp("webhooks") / "notes"
    path.touch()
    return path


@pytest.fixture(scope="module")
def machine(local_engine, notes):
    yield stacks.create(local_engine, "webhook-machine", template(notes))["Machine"]
    stacks.delete(local_engine, "webhook-machine")


def template(notes):
    """Our own machine as it is deployed, over functions that note what they are given."""
    ours = read(ROOT / "services/carrier-gateway/infra/resources.yaml")["Resources"]["Webhook"]
    properties = {
        name: ours["Properties"][name]
        for name in ("StateMachineType", "Definition", "DefinitionSubstitutions")
    }
    role = {"Fn::GetAtt": ["Role", "Arn"]}
    return {
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}
                },
            },
            "NormaliseWebhook": function("normalise", role, notes),
            "RecordWebhook": function("record", role, notes),
            "Webhook": {**ours, "Properties": {**properties, "RoleArn": role}},
        },
        "Outputs": {"Machine": {"Value": {"Ref": "Webhook"}}},
    }


def function(handler, role, notes):
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Runtime": "python3.11",
            "Handler": f"index.{handler}",
            "Role": role,
            "Timeout": 60,
            "Environment": {"Variables": {"NOTES": str(notes)}},
            "Code": {"ZipFile": LAMBDA},
        },
    }


def start(engine, machine, webhook_id):
    given = json.dumps({"webhook_id": webhook_id})
    engine.client("stepfunctions").start_execution(stateMachineArn=machine, input=given)


def wait_for(notes, webhook_id, steps, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = [
            line.split()[0]
            for line in notes.read_text().splitlines()
            if line.split()[1] == webhook_id
        ]
        if len(found) >= steps:
            return found
        time.sleep(0.1)
    raise AssertionError(notes.read_text())


def test_both_steps_run_with_nothing_but_the_id(local_engine, machine, notes):
    start(local_engine, machine, "good")
    assert wait_for(notes, "good", 2) == ["normalise", "record"]
    assert "record good ['webhook_id']" in notes.read_text()


def test_a_step_that_fails_is_tried_again(local_engine, machine, notes):
    start(local_engine, machine, "flaky")
    assert wait_for(notes, "flaky", 5) == ["normalise"] + ["record"] * 4


def test_what_keeps_failing_is_left_to_the_sweep(local_engine, machine, notes):
    start(local_engine, machine, "hopeless")
    assert wait_for(notes, "hopeless", 5) == ["normalise"] + ["record"] * 4
    time.sleep(1)
    assert len(wait_for(notes, "hopeless", 5)) == 5
    start(local_engine, machine, "hopeless")
    assert wait_for(notes, "hopeless", 6)[5] == "normalise"


def test_an_execution_answers_for_itself_when_it_is_waited_for(local_engine, machine):
    answers = local_engine.client("stepfunctions").start_sync_execution(
        stateMachineArn=machine, input='{"webhook_id": "waited"}'
    )
    assert answers["status"] == "SUCCEEDED"
    assert json.loads(answers["output"]) == {"id": "waited", "status": "processed"}
