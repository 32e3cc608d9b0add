"""AWS clients made once, with bounded timeouts, for whoever needs one."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

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
def client(service: str) -> Any:  # noqa: ANN401 - botocore makes its clients at run time
    """Return the client of `service`, e.g. `events`; `AWS_ENDPOINT_URL` is honoured."""
    return session().create_client(service)
