"""Call the engine with the rights of a role, as a deployed function does."""

import json
import uuid
from typing import Any

import boto3

from local.place import REGION
from tests.support.engine import Engine

EVERYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}


def client_as(engine: Engine, service: str, *allowed: dict[str, Any]) -> Any:
    """Return a client that may do what the statements `allowed` say."""
    iam, name = engine.client("iam"), f"role-{uuid.uuid4().hex[:8]}"
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(EVERYBODY))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=_policy(*allowed))
    taken = engine.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="test")
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=engine.endpoint,
        aws_access_key_id=taken["Credentials"]["AccessKeyId"],
        aws_secret_access_key=taken["Credentials"]["SecretAccessKey"],
        aws_session_token=taken["Credentials"]["SessionToken"],
    )


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
