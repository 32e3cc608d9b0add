"""Bring one stack to a stage: python -m tools.deploy orders --stage dev Name=value...

The stacks are platform, each service, and api-destination (one for each carrier that EventBridge calls itself).
AWS and the local engine take the same way: AWS_ENDPOINT_URL alone says which.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from tools.package import package
from tools.services import ROOT, SERVICES, STAGES
from tools.template import Template, read

AWS = Path(sys.executable).with_name("aws")
PLATFORM = ROOT / "shared/infra/platform.yaml"
API_DESTINATION = ROOT / "services/carrier-gateway/infra/api-destination.yaml"
SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")

Parameters = dict[str, str]


def deploy_platform(stage: str, **parameters: str) -> None:
    """Create or update the platform stack of a stage; every service needs it."""
    put_stack(f"waybill-{stage}-platform", read(PLATFORM), {"Stage": stage, **parameters})


def deploy_service(service: str, stage: str, **parameters: str) -> None:
    """Build a service if need be, and create or update its stack."""
    out = package(service, stage)
    bucket = artifacts(stage)
    code = _uploaded(out / "deployment.zip", bucket, service)
    template = (out / "sam.json").read_text().replace('"./deployment.zip"', json.dumps(code))
    put_stack(f"waybill-{stage}-{service}", json.loads(template), parameters, bucket=bucket)


def deploy_api_destination(stage: str, **parameters: str) -> None:
    """Create or update the stack of one carrier; `Partner` and `Endpoint` are needed."""
    name = f"waybill-{stage}-carrier-{parameters['Partner']}"
    put_stack(name, read(API_DESTINATION), {"Stage": stage, **parameters})


def artifacts(stage: str) -> str:
    """The bucket that the platform stack keeps for packages."""
    name = f"/waybill/{stage}/platform/artifacts/bucket"
    return str(boto3.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])


def put_stack(name: str, template: Template, parameters: Parameters, *, bucket: str = "") -> None:
    """Create or update one stack and wait for it, unless it is as asked already."""
    if _is_there(name, template, parameters):
        return
    with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
        json.dump(template, body)
        body.flush()
        command = [AWS, "cloudformation", "deploy", "--stack-name", name, "--template-file", body.name]
        command += ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
        command += ["--no-fail-on-empty-changeset", "--tags", "project=waybill"]
        command += ["--s3-bucket", bucket] if bucket else []
        command += ["--parameter-overrides", *(f"{key}={value}" for key, value in parameters.items())] if parameters else []
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} was not deployed: {done.stderr.strip()}\n{_failures(name)}")


def _failures(name: str) -> str:
    """What CloudFormation says of the last resources that failed."""
    try:
        events = boto3.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    except ClientError:
        return ""
    failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")]
    return "\n".join(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}" for event in failed[:10])


def _uploaded(archive: Path, bucket: str, service: str) -> str:
    """Put a package in the bucket under its own digest, once; its address."""
    s3 = boto3.client("s3")
    key = f"{service}/{hashlib.sha256(archive.read_bytes()).hexdigest()}.zip"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        s3.upload_file(str(archive), bucket, key)
    return f"s3://{bucket}/{key}"


def _is_there(name: str, template: Template, parameters: Parameters) -> bool:
    cloudformation = boto3.client("cloudformation")
    try:
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        body = cloudformation.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
    except ClientError:
        return False
    given = {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}
    # boto3 reads a body of JSON, which is what we send; text would be somebody else's.
    return stack["StackStatus"] in SETTLED and body == template and parameters.items() <= given.items()


def main() -> None:
    """Deploy what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description=__doc__)
    parser.add_argument("stack", choices=("platform", *SERVICES, "api-destination"))
    parser.add_argument("--stage", choices=STAGES, default="dev")
    parser.add_argument("parameters", nargs="*", metavar="Name=value", help="parameters of the template")
    asked = parser.parse_intermixed_args()
    parameters = dict(pair.split("=", 1) for pair in asked.parameters)
    match asked.stack:
        case "platform":
            deploy_platform(asked.stage, **parameters)
        case "api-destination":
            deploy_api_destination(asked.stage, **parameters)
        case service:
            deploy_service(service, asked.stage, **parameters)
    print(f"{asked.stack} is deployed to {asked.stage}")


if __name__ == "__main__":
    main()
