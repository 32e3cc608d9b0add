"""AWS clients made once, with bounded timeouts, for whoever needs one."""

import os
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import NoCredentialsError

from eventing.lean import LeanDynamoDB

# A fixed user agent: botocore otherwise builds its own anew, an eighth of a call's CPU.
SETTINGS = Config(
    user_agent="waybill",
    connect_timeout=2,
    read_timeout=10,
    retries={"total_max_attempts": 4, "mode": "standard"},
    parameter_validation=False,
)


@cache
def session() -> botocore.session.Session:
    """Return the one session of this process."""
    made = botocore.session.get_session()
    made.set_default_client_config(SETTINGS)
    return made


@cache
def dynamodb() -> Any:  # noqa: ANN401 - botocore's client, or what stands in for it
    """Return the one DynamoDB client of this process.

    `DYNAMODB_TRANSPORT` says which: `lean`, as deployed services have it, or else botocore's own.
    """
    if os.environ.get("DYNAMODB_TRANSPORT") != "lean":
        return client("dynamodb")
    region = session().get_config_variable("region")
    endpoint = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL")
    suffix = os.environ.get("AWS_URL_SUFFIX", "amazonaws.com")
    credentials = session().get_credentials()
    if credentials is None:
        raise NoCredentialsError
    return LeanDynamoDB(endpoint or f"https://dynamodb.{region}.{suffix}", region, credentials)


@cache
def client(service: str) -> Any:  # noqa: ANN401 - botocore makes its clients at run time
    """Return the client of `service`, e.g. `events`; `AWS_ENDPOINT_URL` is honoured."""
    return session().create_client(service)
