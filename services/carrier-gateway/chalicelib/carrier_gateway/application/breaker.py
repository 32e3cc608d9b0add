"""Hold the calls to a partner that fails again and again, then try it with one call at a time.

A circuit breaker, as in M. Nygard, Release It!, chapter 5; one for each partner.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

IN_FLIGHT = 8
# So many failures in a row, with what is in flight by then at most eight, are no coincidence.
TRIP = 5
FIRST_REST_S, LONGEST_REST_S = 10.0, 300.0


@dataclass(frozen=True, slots=True)
class Health:
    """How a partner answers, handed from one drainer to the next.

    `failures` came one after another, the first of them at `since`, the last for `cause`;
    `rests` is how often calls were held since then, and `until` how long they are held now.
    Rests without failures: it answers again, and the world could not be told yet.
    """

    failures: int = 0
    since: datetime | None = None
    cause: str = ""
    rests: int = 0
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Tell whether no call may be made at `now`."""
        return self.until is not None and now < self.until

    @property
    def is_outage(self) -> bool:
        """Whether it failed, was left in peace, and failed again."""
        return self.rests > 1


class Breaker:
    """Watches the calls of one shift, whichever thread makes them.

    `chance` gives numbers from 0 to 1 that spread the rests over their upper half.
    """

    def __init__(self, health: Health, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._lock = Lock()
        self.health = health

    @property
    def width(self) -> int:
        """How many calls may be in flight: fewer with each failure, one after a rest."""
        return 1 if self.health.rests else max(IN_FLIGHT - self.health.failures, 1)

    def worked(self) -> None:
        """Take note of an answer, whatever it says: the partner is there."""
        with self._lock:
            self.health = Health()

    def failed(self, now: datetime, cause: str, wait_s: float | None) -> None:
        """Take note of a failure; `wait_s` is what the partner itself asked for, if it did."""
        with self._lock:
            health = self.health
            known = replace(
                health, failures=health.failures + 1, since=health.since or now, cause=cause
            )
            trips = known.failures >= TRIP or known.rests > 0
            self.health = self._resting(known, now, wait_s) if trips else known

    def _resting(self, health: Health, now: datetime, wait_s: float | None) -> Health:
        """Return `health` with a rest; what was in flight as it began asks for no longer one."""
        if health.holds(now):
            return health
        longest = min(FIRST_REST_S * 2**health.rests, LONGEST_REST_S)
        rest_s = max(longest * (0.5 + self._chance() / 2), min(wait_s or 0, LONGEST_REST_S))
        return replace(health, rests=health.rests + 1, until=now + timedelta(seconds=rest_s))
