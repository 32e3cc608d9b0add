"""Make one due call, store what came of it, and only then take it off the agenda."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.carrier_gateway.application.breaker import Breaker
from chalicelib.carrier_gateway.application.calls import Carriers
from chalicelib.carrier_gateway.application.errands import Errand
from chalicelib.carrier_gateway.application.pace import Pace, Time
from chalicelib.carrier_gateway.application.retries import backoff_s
from chalicelib.carrier_gateway.application.verdicts import TryAgain
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.store import Agenda, Appointment

# So long an alarm may ring before the orders that it is about fail.
TO_MEND = timedelta(hours=1)
OUR_FAULT = TryAgain("not_processed", "A fault of ours kept it from its end until it was too late.")


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a partner is called, until when; `died_at` is when a drainer was found dead."""

    partner: Partner
    pace: Pace
    breaker: Breaker
    until: datetime
    died_at: datetime | None = None

    def allow(self, now: Callable[[], datetime]) -> bool:
        """Wait for the turn to make a call; False if there is none for now."""
        return self.pace.turn(self.until) and not self.breaker.health.holds(now())

    def may_have_tried(self, appointment: Appointment, asked_at: datetime) -> bool:
        """Tell whether a call may have been made: it was put off, or a drainer died since."""
        died = self.died_at is not None and asked_at <= self.died_at
        return died or appointment.due.at > asked_at


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

    def deliver(self, appointment: Appointment, terms: Terms) -> None:
        """Make the call of `appointment` if it is still wanted and `terms` allow it.

        A crash anywhere in here leaves the appointment, so the call is made again, with the same
        idempotency key.
        """
        errand = self.errand_of(appointment)
        if not errand.is_wanted:
            errand.drop(tried=terms.may_have_tried(appointment, errand.call.asked.at))
            self.agenda.settle(appointment)
        elif terms.allow(self.time.now):
            self._attempt(errand, terms, appointment)

    def give_up(self, appointment: Appointment, partner: Partner) -> bool:
        """Let a call fail that faults of ours kept from its end for too long; False if not so.

        What counts is when this attempt was due: a call that waited behind an outage has one more.
        A call that is not wanted stays, since whoever may have heard it is still to be told.
        """
        errand = self.errand_of(appointment)
        last = errand.call.asked.at + timedelta(seconds=partner.deadline_s) + TO_MEND
        if not errand.is_wanted or appointment.due.at < last:
            return False
        errand.record(OUR_FAULT, partner, self.time.now())
        self.agenda.settle(appointment)
        return True

    def _attempt(self, errand: Errand[Any], terms: Terms, appointment: Appointment) -> None:
        partner = terms.partner
        reply = self.carriers.send(errand.call, partner)
        now = self.time.now()
        meaning, age = errand.meaning(reply, now), now - errand.call.asked.at
        if isinstance(meaning, TryAgain):
            terms.breaker.failed(now, meaning.message, meaning.wait_s)
        else:
            terms.breaker.worked()
        if isinstance(meaning, TryAgain) and age < timedelta(seconds=partner.deadline_s):
            wait_s = meaning.wait_s or backoff_s(age, self.chance(), partner.retry)
            self.agenda.postpone(appointment, now + timedelta(seconds=wait_s))
            return
        errand.record(meaning, partner, now)
        self.agenda.settle(appointment)
