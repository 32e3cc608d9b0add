"""Keep one pipe flowing: read, filter, settle, remember how far it came."""

import json
import logging
import threading
from collections.abc import Sequence
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from local.pipes.delivery import Clients, deliver
from local.pipes.parking import park
from local.pipes.pipe import Pipe, PipeStore, Record
from local.pipes.reading import Batch, StreamReader
from local.pipes.settling import Interrupted, Settling

log = logging.getLogger(__name__)

# News end a rest at once; without any, a stream is looked at this often.
LONGEST_REST_S = 1
_EXPECTED = ("ExpiredIteratorException", "TrimmedDataAccessException")


class Worker(threading.Thread):
    """One pipe, in order, at least once; it ends when its pipe is deleted."""

    def __init__(self, pipe: Pipe, store: PipeStore, clients: Clients) -> None:
        super().__init__(name=f"pipe-{pipe.key}", daemon=True)
        self._key, self._store, self._clients = pipe.key, store, clients
        self._streams = clients("dynamodbstreams", pipe.region)
        self._reader = StreamReader(self._streams, store)
        self._news, self._rest = store.news(), threading.Event()

    def run(self) -> None:
        while pipe := self._store.find(self._key):
            # Cleared before the look, so that what comes during it is not slept over.
            self._news.clear()
            if not (pipe.running and self._turn_safely(pipe)):
                self._news.wait(LONGEST_REST_S)

    def _turn_safely(self, pipe: Pipe) -> bool:
        """One turn; whatever goes wrong, the next one starts again at the checkpoint."""
        try:
            return self.turn(pipe)
        except Interrupted:
            pass
        except (ClientError, BotoCoreError) as error:
            if not _is_expected(error):
                log.warning("%s: %s", self._key, error)
                self._rest.wait(1)
        except Exception:
            log.exception("%s", self._key)
            self._rest.wait(1)
        self._reader = StreamReader(self._streams, self._store)
        return False

    def turn(self, pipe: Pipe) -> bool:
        """Deal with what is on the stream now; say whether there was anything."""
        busy = False
        for batch in self._reader.batches(pipe):
            self._settle(pipe, batch)
            self._store.save_checkpoint(pipe, batch.shard, batch.end)
            busy = True
        return busy

    def _settle(self, pipe: Pipe, batch: Batch) -> None:
        wanted = [record for record in batch.records if self._matches(pipe, record)]
        if not wanted:
            return
        Settling(
            deliver=partial(deliver, clients=self._clients),
            park=partial(self._park, batch.shard),
            current=partial(self._store.find, self._key),
            pause=self._rest.wait,
        ).settle(wanted)

    def _park(self, shard: str, pipe: Pipe, batch: Sequence[Record], condition: str) -> None:
        park(pipe, shard, batch, condition, self._clients)

    def _matches(self, pipe: Pipe, record: Record) -> bool:
        patterns = pipe.filters
        return not patterns or any(self._matches_one(pipe, one, record) for one in patterns)

    def _matches_one(self, pipe: Pipe, pattern: str, record: Record) -> bool:
        """Ask the bus, with the record as detail: a pipe's patterns are an event bus's."""
        answer = self._clients("events", pipe.region).test_event_pattern(
            EventPattern=json.dumps({"detail": json.loads(pattern)}),
            Event=json.dumps({**_ENVELOPE, "region": pipe.region, "detail": record}),
        )
        return bool(answer["Result"])


_ENVELOPE = {
    "id": "0",
    "source": "pipe",
    "detail-type": "record",
    "account": "000000000000",
    "time": "2026-01-01T00:00:00Z",
    "resources": [],
}


def _is_expected(error: Exception) -> bool:
    return isinstance(error, ClientError) and error.response["Error"]["Code"] in _EXPECTED
