"""Find what is due and was not done: the backstop for lost wakes and for answers that stay out."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.carrier_gateway.application.desk import OVERDUE, Desk, agenda_of
from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.task import Task, subject_of
from eventing.store import Agenda

ANSWERS_AT_A_SWEEP = 200
AFTER_A_FAULT = timedelta(minutes=5)


Desks = Mapping[Task, Desk[Any, Any, Any]]


def due_partners(partners: Iterable[Partner], agenda: Agenda, now: datetime) -> list[str]:
    """Return the ids of the partners that have a call due and may be called."""
    called = (partner.id for partner in partners if not partner.paused)
    return [partner_id for partner_id in called if agenda.due(agenda_of(partner_id), now, limit=1)]


def end_overdue(agenda: Agenda, desks: Desks, now: datetime, tell: Callable[[str], None]) -> None:
    """Settle answers that should have come by now, as many as fit into one sweep.

    `tell` is given each stream that failed, while the exception is at hand.
    """
    for appointment in agenda.due(OVERDUE, now, ANSWERS_AT_A_SWEEP):
        try:
            desk_of(appointment.stream_id, desks).end_waiting(appointment.stream_id)
        except Exception:  # noqa: BLE001 - told, and put off, so that it holds no other one up
            tell(appointment.stream_id)
            agenda.postpone(appointment, now + AFTER_A_FAULT)
        else:
            agenda.settle(appointment)


def desk_of(stream_id: str, desks: Desks) -> Desk[Any, Any, Any]:
    """Return who knows the conversation that a stream is."""
    return desks[subject_of(stream_id)[1]]
