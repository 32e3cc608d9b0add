"""See a batch through: retry within bounds, halve it around a poison record, park what is lost."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from botocore.exceptions import ConnectionError as NobodyThere
from botocore.exceptions import ReadTimeoutError

from local.pipes.pipe import Pipe, Record

log = logging.getLogger(__name__)

EXHAUSTED = "RetryAttemptsExhausted"
TOO_OLD = "RecordAgeExceeded"


class Interrupted(Exception):
    """The pipe was stopped or deleted meanwhile: the batch is read again when it goes on."""


@dataclass
class Settling:
    """Deliver batches, or park them: after `settle` every record has been dealt with."""

    deliver: Callable[[Pipe, Sequence[Record]], None]
    park: Callable[[Pipe, Sequence[Record], str], None]
    current: Callable[[], Pipe | None]
    pause: Callable[[float], object]
    now: Callable[[], float] = time.time

    def settle(self, batch: Sequence[Record]) -> None:
        """Return once all of `batch` is on the bus or parked; raise `Interrupted` otherwise."""
        failures = 0
        while True:
            pipe = self._running()
            batch = self._young(pipe, batch)
            if not batch or self._delivered(pipe, batch):
                return None
            if pipe.bisects and len(batch) > 1:
                return self._halve(batch)
            failures += 1
            if 0 <= pipe.max_retries < failures:
                return self.park(pipe, batch, EXHAUSTED)
            self.pause(min(10, 0.2 * 2**failures) * random.uniform(0.5, 1))

    def _running(self) -> Pipe:
        """Look at the pipe as it is now, so that an update takes effect on the next attempt."""
        pipe = self.current()
        if pipe is None or not pipe.running:
            raise Interrupted
        return pipe

    def _young(self, pipe: Pipe, batch: Sequence[Record]) -> Sequence[Record]:
        """Park what of `batch` is too old to be delivered; answer the rest."""
        if pipe.max_age_s < 0:
            return batch
        horizon = self.now() - pipe.max_age_s
        old = [one for one in batch if one["dynamodb"]["ApproximateCreationDateTime"] < horizon]
        if old:
            self.park(pipe, old, TOO_OLD)
        return batch[len(old) :]

    def _delivered(self, pipe: Pipe, batch: Sequence[Record]) -> bool:
        while True:
            try:
                self.deliver(pipe, batch)
            except (NobodyThere, ReadTimeoutError) as error:
                # Nobody answered, which is not the records' fault: it costs them no attempt.
                log.warning("%s: %s", pipe.key, error)
                self.pause(0.5)
                pipe = self._running()
            except Exception as error:  # noqa: BLE001 - whatever it was, the batch did not get through
                log.warning("%s: %d record(s) failed: %s", pipe.key, len(batch), error)
                return False
            else:
                return True

    def _halve(self, batch: Sequence[Record]) -> None:
        middle = len(batch) // 2
        self.settle(batch[:middle])
        self.settle(batch[middle:])
