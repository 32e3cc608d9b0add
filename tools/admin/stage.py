"""Find one stage's deployed parts by the parameters that its stacks wrote."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3

from eventing.credentials import Caller, Credentials, new_key


@cache
def aws(service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
    """Return a client for `service`; `AWS_ENDPOINT_URL` and the credentials decide where."""
    return boto3.client(service)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage, such as `dev`."""

    name: str

    def parameter(self, path: str) -> str:
        """Return the value of `/waybill/<stage>/<path>`."""
        answer = aws("ssm").get_parameter(Name=self.path(path), WithDecryption=True)
        return str(answer["Parameter"]["Value"])

    def path(self, path: str) -> str:
        """Return the full name of a parameter or secret."""
        return f"/waybill/{self.name}/{path}"

    def credentials(self, service: str) -> Credentials:
        """Return the keys that `service` knows."""
        return Credentials(self.parameter(f"{service}/credentials/table"))

    def give_key(self, caller: Caller, services: tuple[str, ...]) -> str:
        """Make a key for `caller`, metered and known at each of `services`, and return it."""
        plans = [self.parameter(f"{service}/api/usage-plan-id") for service in services]
        key = new_key()
        name = f"waybill-{self.name}-{caller.kind}-{caller.id}"
        made = aws("apigateway").create_api_key(name=name, value=key, enabled=True)
        for service, plan in zip(services, plans, strict=True):
            aws("apigateway").create_usage_plan_key(
                usagePlanId=plan, keyId=made["id"], keyType="API_KEY"
            )
            self.credentials(service).register(key, caller)
        return key

    def take_key(self, key: str, services: tuple[str, ...]) -> None:
        """Make `key` unknown to each of `services` and to the gateway; it dies within a minute."""
        for service in services:
            self.credentials(service).revoke(key)
        pages = aws("apigateway").get_paginator("get_api_keys").paginate(includeValues=True)
        for found in (item for page in pages for item in page["items"]):
            if found["value"] == key:
                aws("apigateway").delete_api_key(apiKey=found["id"])
