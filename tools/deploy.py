"""Bring one stack to a stage: python -m tools.deploy orders --stage dev Name=value...

The stacks are platform, each service, and api-destination: one for each carrier on that way out.
AWS and the local engine take the same way: AWS_ENDPOINT_URL alone says which.
"""

import argparse
import hashlib
import json
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from tools.package import package
from tools.services import ROOT, SERVICES, STAGES
from tools.stack import StackFailedError, delete_stack, put_stack
from tools.template import read

PLATFORM = ROOT / "shared/infra/platform.yaml"
API_DESTINATION = ROOT / "services/carrier-gateway/infra/api-destination.yaml"


def deploy_platform(stage: str, **parameters: str) -> None:
    """Create or update the platform stack of a stage; every service needs it."""
    put_stack(stack_name("platform", stage), read(PLATFORM), {"Stage": stage, **parameters})


def deploy_service(service: str, stage: str, **parameters: str) -> None:
    """Build a service if need be, and create or update its stack."""
    out = package(service, stage)
    bucket = artifacts(stage)
    code = json.dumps(uploaded(out / "deployment.zip", bucket, service))
    template = (out / "sam.json").read_text().replace('"./deployment.zip"', code)
    put_stack(stack_name(service, stage), json.loads(template), parameters, bucket=bucket)


def deploy_api_destination(stage: str, **parameters: str) -> None:
    """Create or update the stack of one carrier; `Partner` and `Endpoint` are needed."""
    name = stack_name("api-destination", stage, **parameters)
    put_stack(name, read(API_DESTINATION), {"Stage": stage, **parameters})


def destroy(stack: str, stage: str, **parameters: str) -> None:
    """Delete a stack; what production protects stays, and so does its stack."""
    if stack == "platform":
        boto3.resource("s3").Bucket(artifacts(stage)).objects.all().delete()
    delete_stack(stack_name(stack, stage, **parameters))


def stack_name(stack: str, stage: str, *, Partner: str = "", **_: str) -> str:  # noqa: N803
    """Return a stack's name; of the parameters only `Partner` tells stacks apart."""
    return f"waybill-{stage}-{f'carrier-{Partner}' if Partner else stack}"


def artifacts(stage: str) -> str:
    """Return the bucket that the platform stack keeps for packages."""
    ssm = boto3.client("ssm")
    try:
        found = ssm.get_parameter(Name=f"/waybill/{stage}/platform/artifacts/bucket")
    except ssm.exceptions.ParameterNotFound:
        raise StackFailedError(f"no platform yet: make deploy-platform STAGE={stage}") from None
    return str(found["Parameter"]["Value"])


def uploaded(archive: Path, bucket: str, name: str) -> str:
    """Put a package in the bucket under its own digest, once; return its address."""
    s3 = boto3.client("s3")
    key = f"{name}/{hashlib.sha256(archive.read_bytes()).hexdigest()}.zip"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        s3.upload_file(str(archive), bucket, key)
    return f"s3://{bucket}/{key}"


def main() -> None:
    """Deploy what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description=__doc__)
    parser.add_argument("stack", choices=("platform", *SERVICES, "api-destination"))
    parser.add_argument("--stage", choices=STAGES, default="dev")
    parser.add_argument("--destroy", action="store_true", help="delete the stack instead")
    parser.add_argument("parameters", nargs="*", metavar="Name=value", help="of the template")
    asked = parser.parse_intermixed_args()
    parameters = dict(pair.split("=", 1) for pair in asked.parameters)
    if asked.destroy:
        destroy(asked.stack, asked.stage, **parameters)
    elif asked.stack == "platform":
        deploy_platform(asked.stage, **parameters)
    elif asked.stack == "api-destination":
        deploy_api_destination(asked.stage, **parameters)
    else:
        deploy_service(asked.stack, asked.stage, **parameters)
    name = stack_name(asked.stack, asked.stage, **parameters)
    print(f"{name}: {'deleted' if asked.destroy else 'deployed'}")


if __name__ == "__main__":
    main()
