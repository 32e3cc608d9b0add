"""Drain a partner's due calls: one drainer at a time, in order, few at once, within its time."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.carrier_gateway.application.conversations import Partners, agenda_of
from chalicelib.carrier_gateway.application.delivery import Delivery
from chalicelib.carrier_gateway.application.pace import Pace, Time
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.store import Appointment

IN_FLIGHT = 8
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
    """The lease of one partner's drainer; `next_at` is when the next call may be sent."""

    partner_id: str
    holder: str
    next_at: datetime


class Leases(Protocol):
    """Lets one drainer at a time work for a partner."""

    def take(self, partner_id: str, now: datetime, until: datetime) -> Hold | None:
        """Hold the partner's lease until `until` at most; None where another holds it.

        The other is told that somebody came, so that it looks again before it goes.
        """
        ...

    def release(self, hold: Hold, next_at: datetime) -> bool:
        """Let go, unless somebody came meanwhile: then look again, and try again."""
        ...

    def abandon(self, hold: Hold, next_at: datetime) -> None:
        """Let go, whoever came."""
        ...


@dataclass(frozen=True, slots=True)
class Drainer:
    """Makes the due calls of partners."""

    delivery: Delivery
    partners: Partners
    leases: Leases
    time: Time
    threads: Callable[[], Executor] = lambda: ThreadPoolExecutor(IN_FLIGHT)

    def drain(self, partner_id: str, seconds: float) -> bool:
        """Make the calls due to a partner, in at most `seconds`; False if the time did not do.

        The lease outlasts the process, so there is never a second drainer.

        Raises:
            PartnerUnknown: there is no such partner.
            ExceptionGroup: calls failed by a fault of ours; they come again.
        """
        partner = self.partners.get(partner_id)
        if partner is None:
            raise PartnerUnknown(partner_id)
        now = self.time.now()
        end = now + timedelta(seconds=seconds)
        hold = self.leases.take(partner_id, now, end)
        if hold is None:
            return True
        pace = Pace(partner.rate_per_second, hold.next_at, self.time)
        reserve = timedelta(seconds=CONNECT_S + partner.read_timeout_s + MARGIN_S)
        shift = Shift(self, partner, pace, end - reserve)
        done = self._work(shift, hold)
        if shift.faults:
            raise ExceptionGroup(f"calls to {partner_id} failed", shift.faults)
        return done

    def _work(self, shift: "Shift", hold: Hold) -> bool:
        released = False
        try:
            while not released and shift.work():
                released = self.leases.release(hold, shift.pace.next_at)
        finally:
            if not released:
                self.leases.abandon(hold, shift.pace.next_at)
        return released


@dataclass(slots=True)
class Shift:
    """What one drainer does while it holds the lease, until `until`."""

    drainer: Drainer
    partner: Partner
    pace: Pace
    until: datetime
    faults: list[Exception] = field(default_factory=list)
    _seen: set[Appointment] = field(default_factory=set)
    _running: set["Future[None]"] = field(default_factory=set)

    def work(self) -> bool:
        """Make calls until none is left for now; False if the time was over first."""
        rested = False
        with self.drainer.threads() as pool:
            while (now := self.drainer.time.now()) < self.until:
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
        key = agenda_of(self.partner.id)
        found = self.drainer.delivery.agenda.due(key, now + SOON, AT_A_LOOK)
        return [appointment for appointment in found if appointment not in self._seen]

    def _start(self, pool: Executor, appointment: Appointment) -> None:
        while len(self._running) >= IN_FLIGHT:
            _, self._running = wait(self._running, return_when=FIRST_COMPLETED)
        self._seen.add(appointment)
        self._running.add(pool.submit(self._deliver, appointment))

    def _rest(self) -> None:
        self.drainer.time.sleep(REST_S)
        self._running = {future for future in self._running if not future.done()}

    def _deliver(self, appointment: Appointment) -> None:
        """Make one call; a fault of ours holds up that call only, and is told at the end."""
        try:
            self.drainer.delivery.deliver(appointment, self.partner, self.pace, self.until)
        except Exception as fault:  # noqa: BLE001 - raised again when the others are done
            self.faults.append(fault)
            later = self.drainer.time.now() + AFTER_A_FAULT
            self.drainer.delivery.agenda.postpone(appointment, later)
