"""Runs Python with one folder to import from, and AWS on this machine: as Lambda would, no more."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# No user site, no site-packages, no environment of Python's, no bytecode written.
ALONE = (sys.executable, "-I", "-S", "-B")


def environment(port: int = 9) -> dict[str, str]:
    """Return what the template sets for a function, with AWS at `port`."""
    return {
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "DYNAMODB_TRANSPORT": "lean",
        "STAGE": "local",
        "SERVICE": "orders",
        "LOG_LEVEL": "INFO",
        "EVENTS_TABLE": "waybill-local-orders-EventsTable",
        "PARKED_TABLE": "waybill-local-orders-ParkedTable",
        "CREDENTIALS_TABLE": "waybill-local-orders-CredentialsTable",
        "INBOX_URL": "http://127.0.0.1/inbox",
        "BUS_NAME": "waybill-local",
        "AUDIT_WINDOW_S": "300",
        "AUDIT_SETTLE_S": "120",
    }


@contextmanager
def stub() -> Iterator[int]:
    """Run the stand-in for DynamoDB; its port."""
    command = [sys.executable, "-m", "bench.stub"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


class Worker:
    """One handler in a process of its own, placing orders when told to."""

    def __init__(self, folder: Path, module: str, name: str, port: int, event: str) -> None:
        script = Path(__file__).with_name("worker.py")
        command = [*ALONE, str(script), str(folder), module, name]
        self._process = subprocess.Popen(
            command,
            env=environment(port),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._say(event)

    def place(self, number: int) -> float:
        """Place so many orders; microseconds of CPU for each."""
        self._say(str(number))
        assert self._process.stdout
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
