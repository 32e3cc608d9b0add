"""Make one due call, store what came of it, and only then take it off the agenda."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.carrier_gateway.application.calls import Carriers
from chalicelib.carrier_gateway.application.errands import Errand
from chalicelib.carrier_gateway.application.pace import Pace, Time
from chalicelib.carrier_gateway.application.retries import backoff_s
from chalicelib.carrier_gateway.application.verdicts import TryAgain
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.store import Agenda, Appointment


@dataclass(frozen=True, slots=True)
class Delivery:
    """Delivers calls; `errand_of` says what each appointment of `agenda` is about.

    `chance` gives numbers from 0 to 1 that spread the retries.
    """

    agenda: Agenda
    errand_of: Callable[[Appointment], Errand[Any]]
    carriers: Carriers
    time: Time
    chance: Callable[[], float]

    def deliver(
        self, appointment: Appointment, partner: Partner, pace: Pace, until: datetime
    ) -> None:
        """Make the call of `appointment` if it is still wanted and its turn is before `until`.

        A crash anywhere in here leaves the appointment, so the call is made again, with the same
        idempotency key.
        """
        errand = self.errand_of(appointment)
        if not errand.is_wanted:
            errand.drop(tried=appointment.due.at > errand.call.asked.at)
            self.agenda.settle(appointment)
        elif pace.turn(until):
            self._attempt(errand, partner, appointment)

    def _attempt(self, errand: Errand[Any], partner: Partner, appointment: Appointment) -> None:
        reply = self.carriers.send(errand.call, partner)
        now = self.time.now()
        meaning, age = errand.meaning(reply, now), now - errand.call.asked.at
        if isinstance(meaning, TryAgain) and age < timedelta(seconds=partner.deadline_s):
            wait_s = meaning.wait_s or backoff_s(age, self.chance(), partner.retry)
            self.agenda.postpone(appointment, now + timedelta(seconds=wait_s))
            return
        errand.record(meaning, partner, now)
        self.agenda.settle(appointment)
