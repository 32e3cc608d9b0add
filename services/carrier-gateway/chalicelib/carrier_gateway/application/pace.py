"""Keep to a partner's rate: never more sends in any second than it allows, also across drainers."""

from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

# A tenth slower than allowed: a delay between this clock and the wire must not break the promise.
CAUTION = 1.1


class Time(Protocol):
    """The clock, and the patience to wait for it."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Pace:
    """Gives turns at even distances, whichever thread asks; `first` is when the first may be."""

    def __init__(self, rate_per_second: int, first: datetime, time: Time) -> None:
        self._distance = timedelta(seconds=CAUTION / rate_per_second)
        self._time = time
        self._lock = Lock()
        self.next_at = first

    def turn(self, before: datetime) -> bool:
        """Wait for the next turn; False at once if there is none before `before`."""
        with self._lock:
            now = self._time.now()
            # A clock that was set back must not hold everything up.
            at = min(max(self.next_at, now), now + self._distance)
            if at >= before:
                return False
            self._time.sleep((at - now).total_seconds())
            self.next_at = self._time.now() + self._distance
            return True
