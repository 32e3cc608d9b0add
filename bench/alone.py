"""Runs Python with one folder to import from, and AWS on this machine: as Lambda would, no more."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# No user site, no site-packages, no environment of Python's, no bytecode written.
ALONE = (sys.executable, "-I", "-S", "-B")
MACHINES = "arn:aws:states:us-east-1:000000000000:stateMachine:waybill-local"


def environment(port: int = 9, service: str = "orders") -> dict[str, str]:
    """Return what the templates set for a function of `service`, with AWS at `port`."""
    name = f"waybill-local-{service}"
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
        "SERVICE": service,
        "LOG_LEVEL": "INFO",
        "EVENTS_TABLE": f"{name}-EventsTable",
        "PARKED_TABLE": f"{name}-ParkedTable",
        "CREDENTIALS_TABLE": f"{name}-CredentialsTable",
        "INBOX_URL": "http://127.0.0.1/inbox",
        "BUS_NAME": "waybill-local",
        "AUDIT_WINDOW_S": "300",
        "AUDIT_SETTLE_S": "120",
        "CHANNELS_TABLE": f"{name}-ChannelsTable",
        "PARTNERS_TABLE": f"{name}-PartnersTable",
        "PARCELS_TABLE": f"{name}-ParcelsTable",
        "CALLBACK_TASKS_TABLE": f"{name}-CallbackTasksTable",
        "CONVERSATION_MACHINE": f"{MACHINES}-conversation",
        "WEBHOOK_MACHINE": f"{MACHINES}-webhook",
        "WEBHOOKS_BUCKET": f"{name}-webhooks",
        "DOCUMENTS_BUCKET": "waybill-local-documents",
        "SECRETS_PREFIX": "/waybill/local/partners/",
    }


@contextmanager
def stub(answers: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run the stand-in for AWS, which gives `answers` by operation; its port."""
    command = [sys.executable, "-m", "bench.stub"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(json.dumps(answers or {}) + "\n")
            process.stdin.flush()
            yield int(process.stdout.readline())
        finally:
            process.terminate()


class Worker:
    """One handler in a process of its own, answering requests when told to."""

    def __init__(self, folder: Path, module: str, name: str, aws: Mapping[str, str]) -> None:
        script = Path(__file__).with_name("worker.py")
        command = [*ALONE, str(script), str(folder), module, name]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, env=aws, stdin=pipe, stdout=pipe, text=True)

    def answer(self, events: Sequence[Mapping[str, Any]]) -> float:
        """Answer these proxy events; microseconds of CPU for each."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(events) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
