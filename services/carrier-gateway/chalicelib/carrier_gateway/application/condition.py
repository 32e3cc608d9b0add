"""How it stands with a partner: what waits for it, and whether it answers."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.carrier_gateway.application.breaker import Health
from chalicelib.carrier_gateway.application.desk import agenda_of
from eventing.envelope import instant
from eventing.store import Agenda

# More are not counted: they would be read one by one.
MOST_COUNTED = 100
# No call waits for longer than a partner's longest deadline.
ANY_TIME = timedelta(days=365)


def condition(partner_id: str, agenda: Agenda, health: Health, now: datetime) -> dict[str, Any]:
    """Return how it stands: JSON values.

    `calls` tells how many wait, up to 100 of them, and since when the oldest is due; `outage` is
    there while calls are held, since the partner failed again and again.
    """
    found = agenda.due(agenda_of(partner_id), now + ANY_TIME, MOST_COUNTED)
    oldest = {"oldest_due_at": instant(found[0].due.at)} if found else {}
    calls = {"waiting": len(found), **oldest}
    if not (health.rests and health.since and health.until):
        return {"calls": calls}
    outage = {
        "since": instant(health.since),
        "failures": health.failures,
        "cause": health.cause,
        "next_try_at": instant(health.until),
    }
    return {"calls": calls, "outage": outage}
