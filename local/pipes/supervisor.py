"""See that every pipe there is has a worker."""

import threading
from typing import Any

import boto3
from botocore.config import Config

from local.pipes.pipe import PipeStore
from local.pipes.worker import Worker

LOOK_EVERY_S = 0.2


class Supervisor(threading.Thread):
    """Looks after the pipes of `store` against the AWS at `endpoint`."""

    def __init__(self, store: PipeStore, endpoint: str) -> None:
        super().__init__(name="pipes", daemon=True)
        self._store, self._endpoint = store, endpoint
        self._workers: dict[str, Worker] = {}
        self._known: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self._rest = threading.Event()

    def run(self) -> None:
        while not self._rest.wait(LOOK_EVERY_S):
            for pipe in self._store.pipes():
                worker = self._workers.get(pipe.key)
                if worker is None or not worker.is_alive():
                    self._workers[pipe.key] = Worker(pipe, self._store, self._client)
                    self._workers[pipe.key].start()

    def _client(self, service: str, region: str) -> Any:
        with self._lock:
            if (service, region) not in self._known:
                self._known[service, region] = self._connect(service, region)
            return self._known[service, region]

    def _connect(self, service: str, region: str) -> Any:
        # The pipe's own bounds say how often to retry; boto3 must not retry beneath them.
        once = Config(retries={"total_max_attempts": 1}, max_pool_connections=32, read_timeout=65)
        return boto3.session.Session().client(
            service,
            region_name=region,
            endpoint_url=self._endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=once,
        )
