"""Bring one stack to a stage: python -m tools.deploy orders --stage dev (or platform).

The same for AWS and the local engine: AWS_ENDPOINT_URL alone says which.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import boto3

from tools.package import package
from tools.services import BUILD, ROOT, SERVICES, STAGES

AWS = Path(sys.executable).with_name("aws")
PLATFORM = ROOT / "shared/infra/platform.yaml"


def deploy_platform(stage: str, *parameters: str) -> None:
    """Create or update the platform stack of a stage; every service needs it."""
    cloudformation_deploy(PLATFORM, f"waybill-{stage}-platform", f"Stage={stage}", *parameters)


def deploy_service(service: str, stage: str, *parameters: str) -> None:
    """Build a service if need be, and create or update its stack."""
    name = f"waybill-{stage}-{service}"
    cloudformation_deploy(uploaded(package(service, stage) / "sam.json", stage), name, *parameters, bucket=artifacts(stage))


def uploaded(template: Path, stage: str) -> Path:
    """Put what a template refers to in the artifacts' bucket; the template that names it there."""
    out = template.with_name("uploaded.json")
    _aws("package", "--template-file", template, "--s3-bucket", artifacts(stage), "--output-template-file", out, "--use-json")
    return out


def artifacts(stage: str) -> str:
    """The bucket that the platform stack keeps for packages."""
    parameter = boto3.client("ssm").get_parameter(Name=f"/waybill/{stage}/platform/artifacts/bucket")
    return parameter["Parameter"]["Value"]


def cloudformation_deploy(template: Path, stack: str, *parameters: str, bucket: str | None = None) -> None:
    """Create or update one stack and wait for it; no change is a success."""
    command: list[str | Path] = ["deploy", "--template-file", template, "--stack-name", stack]
    command += ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--no-fail-on-empty-changeset"]
    command += ["--tags", "project=waybill"]
    if bucket:
        command += ["--s3-bucket", bucket]
    if parameters:
        command += ["--parameter-overrides", *parameters]
    _aws(*command)


def _aws(*arguments: str | Path) -> None:
    done = subprocess.run([AWS, "cloudformation", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"aws cloudformation {arguments[0]} failed:\n{done.stdout}{done.stderr}")


def main() -> None:
    """Deploy what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description=__doc__)
    parser.add_argument("stack", choices=("platform", *SERVICES))
    parser.add_argument("--stage", choices=STAGES, default="dev")
    parser.add_argument("parameters", nargs="*", metavar="Name=value", help="parameters of the template")
    asked = parser.parse_args()
    if asked.stack == "platform":
        deploy_platform(asked.stage, *asked.parameters)
    else:
        deploy_service(asked.stack, asked.stage, *asked.parameters)
    print(f"waybill-{asked.stage}-{asked.stack}: deployed")


if __name__ == "__main__":
    main()
