"""Keep every test on this machine: no real account, no real endpoint, no way out by a socket."""

import os
import socket
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import settings

from tests.support.apps import ENVIRONMENT

if "WAYBILL_ENDPOINTS" not in os.environ:  # then the tests are pointed at a stage on purpose
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        ENVIRONMENT,
        AWS_ACCESS_KEY_ID="test",  # whom the engine knows as its root
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
        AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled",  # moto knows the addresses without it
    )

# A machine that is busy is no fault of the code.
settings.register_profile("waybill", deadline=None, print_blob=True)
settings.load_profile("waybill")


@pytest.fixture(autouse=True)
def _no_way_out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that connects to anything but this machine, and let no other name be known."""
    if request.node.get_closest_marker("e2e"):
        return
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_here(address[0]):
            pytest.fail(f"a test tried to reach {address}")
        connect(self, address)

    look_up = socket.getaddrinfo

    def here_only(host: Any, *more: Any, flags: int = 0, **named: Any) -> Any:
        numeric = 0 if host in (None, "localhost") else socket.AI_NUMERICHOST
        return look_up(host, *more, flags=flags | numeric, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", here_only)


def _is_here(host: str) -> bool:
    return host == "localhost" or ip_address(host).is_loopback
