"""Create or update one CloudFormation stack, on AWS or on whatever AWS_ENDPOINT_URL names."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3
from botocore.exceptions import ClientError, WaiterError

from tools.template import Template

AWS = Path(sys.executable).with_name("aws")
SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")

Parameters = dict[str, str]


class StackFailedError(SystemExit):
    """A stack could not be made or deleted; the message says which of its resources failed."""


def put_stack(name: str, template: Template, parameters: Parameters, *, bucket: str = "") -> None:
    """Create or update one stack and wait for it, unless it is as asked already.

    A template of more than 51,200 bytes goes by way of the `bucket`.
    """
    if _is_there(name, template, parameters):
        return
    with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
        json.dump(template, body)
        body.flush()
        command = [str(AWS), "cloudformation", "deploy", "--no-fail-on-empty-changeset"]
        command += ["--stack-name", name, "--template-file", body.name, "--tags", "project=waybill"]
        command += ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
        if bucket:
            command += ["--s3-bucket", bucket]
        if parameters:
            command += ["--parameter-overrides", *map("=".join, parameters.items())]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackFailedError(f"{name}: {done.stderr.strip()}\n{_failures(name)}")


def delete_stack(name: str) -> None:
    """Delete a stack and wait until it is gone; one that is not there is no error."""
    cloudformation = boto3.client("cloudformation")
    cloudformation.delete_stack(StackName=name)
    try:
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=name)
    except WaiterError as error:
        raise StackFailedError(f"{name}: {error}\n{_failures(name)}") from error


def _is_there(name: str, template: Template, parameters: Parameters) -> bool:
    cloudformation = boto3.client("cloudformation")
    try:
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        body = cloudformation.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
    except ClientError:
        return False
    given = {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}
    if stack["StackStatus"] not in SETTLED or not parameters.items() <= given.items():
        return False
    # boto3 reads a body of JSON, which is what we send; text would be somebody else's.
    return bool(body == template)


def _failures(name: str) -> str:
    """Return what CloudFormation says of the last resources that failed."""
    try:
        events = boto3.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    except ClientError:
        return ""
    failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")][:10]
    return "\n".join(
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}" for event in failed
    )
