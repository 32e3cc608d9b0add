"""What a drainer does while it holds the lease: make due calls in order, few at once, in time."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.carrier_gateway.application.delivery import Delivery, Terms
from chalicelib.carrier_gateway.application.desk import agenda_of
from chalicelib.carrier_gateway.application.pace import Time
from eventing.store import Appointment

AT_A_LOOK = 50
# An index lags behind its table, so a look that finds nothing is believed only after a rest.
REST_S = 0.3
# Calls due as soon as this are waited for; later ones are left to the sweep.
SOON = timedelta(seconds=5)
AFTER_A_FAULT = timedelta(minutes=1)


@dataclass(slots=True)
class Shift:
    """What one drainer does while it holds the lease."""

    delivery: Delivery
    terms: Terms
    time: Time
    threads: Callable[[], Executor]
    faults: list[Exception] = field(default_factory=list)
    _seen: set[Appointment] = field(default_factory=set)
    _running: set["Future[None]"] = field(default_factory=set)

    def work(self) -> bool:
        """Make calls until none may be made for now; False if the time was over first."""
        rested = False
        with self.threads() as pool:
            while (now := self.time.now()) < self.terms.until:
                if self.terms.breaker.health.holds(now):
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
        found = self.delivery.agenda.due(key, now + SOON, AT_A_LOOK)
        return [appointment for appointment in found if appointment not in self._seen]

    def _start(self, pool: Executor, appointment: Appointment) -> None:
        while len(self._running) >= self.terms.breaker.width:
            _, self._running = wait(self._running, return_when=FIRST_COMPLETED)
        self._seen.add(appointment)
        self._running.add(pool.submit(self._deliver, appointment))

    def _rest(self) -> None:
        self.time.sleep(REST_S)
        self._running = {future for future in self._running if not future.done()}

    def _deliver(self, appointment: Appointment) -> None:
        """Make one call; a fault of ours holds up that call only, and is told at the end."""
        try:
            self.delivery.deliver(appointment, self.terms)
        except Exception as fault:  # noqa: BLE001 - raised again when the others are done
            self.faults.append(fault)
            if not self._give_up(appointment):
                later = self.time.now() + AFTER_A_FAULT
                self.delivery.agenda.postpone(appointment, later)

    def _give_up(self, appointment: Appointment) -> bool:
        try:
            return self.delivery.give_up(appointment, self.terms.partner)
        except Exception as fault:  # noqa: BLE001 - as above
            self.faults.append(fault)
            return False
