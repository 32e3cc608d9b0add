"""Drain a partner's due calls: one drainer at a time, at the partner's rate, within its time."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.carrier_gateway.application.breaker import IN_FLIGHT, Breaker, Health
from chalicelib.carrier_gateway.application.delivery import Delivery, Terms
from chalicelib.carrier_gateway.application.outages import Outages
from chalicelib.carrier_gateway.application.pace import Pace, Time
from chalicelib.carrier_gateway.application.shift import Shift
from chalicelib.carrier_gateway.domain.partner import Partner

CONNECT_S, MARGIN_S = 2, 3


class PartnerUnknown(Exception):
    """Calls wait for a partner that is not in the registry."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The lease of one partner's drainer; `next_at` is when the next call may be sent.

    `health` is how the partner answered the last time.
    `died_at` is when a drainer was last found not to have let go: what it sent, nobody knows.
    """

    partner_id: str
    holder: str
    next_at: datetime
    health: Health = field(default_factory=Health)
    died_at: datetime | None = None


class Entries(Protocol):
    """The registry of partners."""

    def fresh(self, partner_id: str) -> Partner | None:
        """Return an entry as it is now, None where there is none."""
        ...


class Leases(Protocol):
    """Lets one drainer at a time work for a partner."""

    def take(self, partner_id: str, now: datetime, until: datetime) -> Hold | None:
        """Hold the partner's lease until `until` at most; None where another holds it.

        The other is told that somebody came, so that it looks again before it goes.
        """
        ...

    def release(self, hold: Hold) -> bool:
        """Let go, unless somebody came meanwhile: then look again, and try again."""
        ...

    def abandon(self, hold: Hold) -> None:
        """Let go, whoever came."""
        ...


@dataclass(frozen=True, slots=True)
class Drainer:
    """Makes the due calls of partners."""

    delivery: Delivery
    partners: Entries
    leases: Leases
    outages: Outages
    time: Time
    threads: Callable[[], Executor] = lambda: ThreadPoolExecutor(IN_FLIGHT)

    def drain(self, partner_id: str, seconds: float) -> datetime | None:
        """Make the calls due to a partner, in at most `seconds`; none to one that is paused.

        Returns when somebody must come again, if this run of it knows: at once if the time did
        not do, or at the end of a rest that is still to come.
        The lease outlasts the process, so there is never a second drainer.

        Raises:
            PartnerUnknown: there is no such partner.
            ExceptionGroup: calls failed by a fault of ours; they come again.
        """
        partner = self.partners.fresh(partner_id)
        if partner is None:
            raise PartnerUnknown(partner_id)
        now = self.time.now()
        end = now + timedelta(seconds=seconds)
        hold = None if partner.paused else self.leases.take(partner_id, now, end)
        if hold is None:
            return None
        if hold.health.holds(now):
            self.leases.abandon(hold)
            return None
        return self._drain(partner, hold, end)

    def _drain(self, partner: Partner, hold: Hold, end: datetime) -> datetime | None:
        reserve = timedelta(seconds=CONNECT_S + partner.read_timeout_s + MARGIN_S)
        terms = Terms(
            partner,
            Pace(partner.rate_per_second, hold.next_at, self.time),
            Breaker(hold.health, self.delivery.chance),
            end - reserve,
            hold.died_at,
        )
        shift = Shift(self.delivery, terms, self.time, self.threads)
        done = self._work(shift, hold)
        if shift.faults:
            raise ExceptionGroup(f"calls to {partner.id} failed", shift.faults)
        now, health = self.time.now(), terms.breaker.health
        if not done:
            return now
        return health.until if health.holds(now) else None

    def _work(self, shift: Shift, hold: Hold) -> bool:
        released = False
        try:
            while not released and shift.work():
                released = self.leases.release(self._after(shift, hold))
        finally:
            if not released:
                self.leases.abandon(self._after(shift, hold))
        return released

    def _after(self, shift: Shift, hold: Hold) -> Hold:
        """Return what the next drainer must know, and tell the world what it should."""
        health = shift.terms.breaker.health
        # Whoever told of the outage may have died before the lease said that it is one.
        if hold.health.rests and not (health.rests and health.failures):
            health = replace(health, rests=0)
            if not self._tell(shift, hold, health):
                health = Health(rests=hold.health.rests)
        elif health.is_outage:
            self._tell(shift, hold, health)
        return replace(hold, next_at=shift.terms.pace.next_at, health=health)

    def _tell(self, shift: Shift, hold: Hold, health: Health) -> bool:
        """Tell the world how the partner answers; what goes wrong must not keep the lease."""
        try:
            self.outages.note(hold.partner_id, health, self.time.now())
        except Exception as fault:  # noqa: BLE001 - raised again when the lease is let go
            shift.faults.append(fault)
            return False
        return True
