"""Find whose calls are due: the backstop for every wake that was lost."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.carrier_gateway.application.conversations import agenda_of
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.store import Agenda


def due_partners(partners: Iterable[Partner], agenda: Agenda, now: datetime) -> list[str]:
    """Return the ids of the partners that have a call due."""
    return [partner.id for partner in partners if agenda.due(agenda_of(partner.id), now, limit=1)]
