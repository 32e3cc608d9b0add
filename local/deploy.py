"""Bring all of Waybill to the engine; what is there already is left alone."""

import sys
from collections.abc import Callable
from functools import partial

from local.place import STAGE
from tools import deploy
from tools.services import SERVICES


class DeployFailed(Exception):
    """A stack could not be made or changed; the message says what stood in its way."""


def deploy_all() -> None:
    """Deploy the platform, then the services that stand on it."""
    _deploy("platform", partial(deploy.deploy_platform, STAGE))
    for service in SERVICES:
        _deploy(service, partial(deploy.deploy_service, service, STAGE))


def _deploy(name: str, do: Callable[[], None]) -> None:
    sys.stdout.write(f"{name} ... ")
    sys.stdout.flush()
    try:
        do()
    except SystemExit as failure:
        sys.stdout.write("failed\n")
        raise DeployFailed(str(failure)) from failure
    sys.stdout.write("deployed\n")
