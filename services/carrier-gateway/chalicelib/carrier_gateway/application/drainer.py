"""Drain a partner's due calls: one drainer at a time, in order, few at once, within its time."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.carrier_gateway.application.breaker import IN_FLIGHT, Breaker, Health
from chalicelib.carrier_gateway.application.conversations import agenda_of
from chalicelib.carrier_gateway.application.delivery import Delivery, Terms
from chalicelib.carrier_gateway.application.pace import Pace, Time
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.store import Appointment

AT_A_LOOK = 50
# An index lags behind its table, so a look that finds nothing is believed only after a rest.
REST_S = 0.3
# Calls due as soon as this are waited for; later ones are left to the sweep.
SOON = timedelta(seconds=5)
CONNECT_S, MARGIN_S = 2, 3
AFTER_A_FAULT = timedelta(minutes=1)


class PartnerUnknown(Exception):
    """Calls wait for a partner that is not in the registry."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The lease of one partner's drainer; `next_at` is when the next call may be sent.

    `health` is how the partner answered the last time.
    """

    partner_id: str
    holder: str
    next_at: datetime
    health: Health = field(default_factory=Health)


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


class Outages(Protocol):
    """Tells the world of partners that do not answer."""

    def note(self, partner_id: str, health: Health, now: datetime) -> None:
        """Take note of how a partner answers; what is known already changes nothing."""
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
        not do, or at the end of a rest that it began.
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
        )
        shift = Shift(self, terms)
        done = self._work(shift, hold)
        if shift.faults:
            raise ExceptionGroup(f"calls to {partner.id} failed", shift.faults)
        return terms.breaker.health.until if done else self.time.now()

    def _work(self, shift: "Shift", hold: Hold) -> bool:
        released = False
        try:
            while not released and shift.work():
                released = self.leases.release(self._after(shift, hold))
        finally:
            if not released:
                self.leases.abandon(self._after(shift, hold))
        return released

    def _after(self, shift: "Shift", hold: Hold) -> Hold:
        """Return what the next drainer must know, and tell the world what it should."""
        health = shift.terms.breaker.health
        if health.is_outage or hold.health.is_outage:
            self.outages.note(hold.partner_id, health, self.time.now())
        return replace(hold, next_at=shift.terms.pace.next_at, health=health)


@dataclass(slots=True)
class Shift:
    """What one drainer does while it holds the lease."""

    drainer: Drainer
    terms: Terms
    faults: list[Exception] = field(default_factory=list)
    _seen: set[Appointment] = field(default_factory=set)
    _running: set["Future[None]"] = field(default_factory=set)

    def work(self) -> bool:
        """Make calls until none may be made for now; False if the time was over first."""
        rested = False
        with self.drainer.threads() as pool:
            while (now := self.drainer.time.now()) < self.terms.until:
                if self.terms.breaker.holds(now):
                    return True
                waiting = self._look(now)
                ready = [appointment for appointment in waiting if appointment.due.at <= now]
                if not waiting and not self._running and rested:
                    return True
                for appointment in ready:
                    self._start(pool, appointment)
                if len(ready) < AT_A_LOOK:
                    self._rest()
                    rested = True
        return False

    def _look(self, now: datetime) -> Sequence[Appointment]:
        """Return what is due soon; an index may still show what was done a moment ago."""
        key = agenda_of(self.terms.partner.id)
        found = self.drainer.delivery.agenda.due(key, now + SOON, AT_A_LOOK)
        return [appointment for appointment in found if appointment not in self._seen]

    def _start(self, pool: Executor, appointment: Appointment) -> None:
        while len(self._running) >= self.terms.breaker.width:
            _, self._running = wait(self._running, return_when=FIRST_COMPLETED)
        self._seen.add(appointment)
        self._running.add(pool.submit(self._deliver, appointment))

    def _rest(self) -> None:
        self.drainer.time.sleep(REST_S)
        self._running = {future for future in self._running if not future.done()}

    def _deliver(self, appointment: Appointment) -> None:
        """Make one call; a fault of ours holds up that call only, and is told at the end."""
        try:
            self.drainer.delivery.deliver(appointment, self.terms)
        except Exception as fault:  # noqa: BLE001 - raised again when the others are done
            self.faults.append(fault)
            later = self.drainer.time.now() + AFTER_A_FAULT
            self.drainer.delivery.agenda.postpone(appointment, later)
