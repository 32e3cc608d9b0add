"""Take up the letters whose time has come: hold what nobody answered, repeat what failed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.notifications.application.posting import AGENDA, Cause, Posting
from chalicelib.notifications.domain.commands import Hold, TryAgain
from chalicelib.notifications.domain.events import AttemptBegun, Event, LetterFailed
from chalicelib.notifications.domain.occasion import subject_of
from eventing.store import Appointment
from eventing.stream import Commit, Stream

BATCH = 200
BUDGET = timedelta(seconds=30)
LATER = timedelta(minutes=5)
SILENCE = "No sign from the mail service; nobody knows whether the letter was sent."


class SweepIncomplete(Exception):
    """Some letters could not be taken up; they were postponed."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """One look at the agenda; `report` is told which letter failed and why."""

    posting: Posting
    report: Callable[[str, Exception], None]

    def run(self) -> int:
        """Take up what is due, as long as the time for one run lasts; return how many letters.

        Raises:
            SweepIncomplete: one or more letters could not be taken up; all others were.
        """
        start = self.posting.clock()
        done = failed = 0
        for appointment in self.posting.agenda.due(AGENDA, start, BATCH):
            if self.posting.clock() - start > BUDGET:
                break
            if self._kept(appointment):
                done += 1
            else:
                failed += 1
        if failed:
            raise SweepIncomplete(f"{failed} letters, beside {done} that went well")
        return done

    def _kept(self, appointment: Appointment) -> bool:
        """Take up one letter; a fault of one must not stop the others, so it waits a little."""
        try:
            self._take_up(appointment)
        except Exception as error:  # noqa: BLE001 - told to `report` and by SweepIncomplete
            self.report(appointment.stream_id, error)
            self.posting.agenda.postpone(appointment, self.posting.clock() + LATER)
            return False
        return True

    def _take_up(self, appointment: Appointment) -> None:
        """Do what the commit waits for; where the letter has gone on since, that is nothing."""
        stream = self.posting.store.read(appointment.stream_id)
        commit = next(c for c in stream.commits if c.version == appointment.version)
        for event in commit.events:
            self._act(event, stream, _cause(commit))
        self.posting.agenda.settle(appointment)

    def _act(self, event: Event, stream: Stream[Event], cause: Cause) -> None:
        match event:
            case AttemptBegun():
                self.posting.record(Hold(event.attempt, SILENCE), cause, stream)
            case LetterFailed():
                order_id, _ = subject_of(stream.stream_id)
                contact = self.posting.contacts.find(order_id)
                self.posting.attempt(TryAgain(event.attempt), cause, stream, contact)


def _cause(commit: Commit[Event]) -> Cause:
    return Cause(commit.event_id(0), commit.provenance.tenant_id)
