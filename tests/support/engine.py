"""A real engine of one's own: a free port, a state of its own, stopped by its pid."""

import os
import random
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3
from botocore.config import Config

from local import engine_program
from local.place import REGION, Place

PORTS_FOR_PARTNERS = 4
PORTS = range(20000, 32000, PORTS_FOR_PARTNERS + 1)
OURS = "local.engine"


@dataclass(frozen=True)
class Engine:
    """A running engine; `client` speaks to it."""

    place: Place

    @property
    def endpoint(self) -> str:
        return self.place.endpoint

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(inject_host_prefix=False, retries={"total_max_attempts": 1}),
        )

    def start(self, *, module: str = OURS) -> None:
        engine_program.start(self.place, module=module)

    def restart(self, *, module: str = OURS) -> None:
        engine_program.stop(self.place)
        self.start(module=module)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        os.kill(int(self.place.pid("engine").read_text()), signal.SIGKILL)
        engine_program.stop(self.place)


@contextmanager
def engine(*, module: str = OURS) -> Iterator[Engine]:
    """Start one and stop it again; `module="ministack"` is the engine without our additions."""
    with TemporaryDirectory(prefix="waybill-") as folder:
        place = Place(Path(folder), free_port())
        engine_program.start(place, module=module)
        try:
            yield Engine(place)
        finally:
            engine_program.stop(place)


def free_port() -> int:
    """A port that is free, and so are the next ones, for the simulated partners.

    Below those that the system gives to outgoing connections, one of which could take a port
    between this look and the partners' start.
    """
    while True:
        port = random.choice(PORTS)
        if all(_is_free(port + offset) for offset in range(PORTS_FOR_PARTNERS + 1)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
