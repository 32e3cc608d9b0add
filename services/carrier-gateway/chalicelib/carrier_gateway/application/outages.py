"""Tell the world when a partner stops to answer, and when it answers again."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.carrier_gateway.application.breaker import Health
from chalicelib.carrier_gateway.application.causes import TENANT, Cause
from chalicelib.carrier_gateway.domain.outage import OUTAGE, Began, Ended, Event
from eventing.handle import handle
from eventing.store import EventStore


@dataclass(frozen=True, slots=True)
class Outages:
    """The outages of all partners."""

    store: EventStore[Event]

    def note(self, partner_id: str, health: Health, now: datetime) -> None:
        """Take note of how a partner answers; what is known already changes nothing."""
        stream_id = f"outage:{partner_id}"
        command = (
            Began(partner_id, health.since, health.failures, health.cause)
            if health.is_outage and health.since
            else Ended(partner_id, now)
        )
        command_id = f"{type(command).__name__.lower()}:{now.isoformat()}"
        provenance = Cause(command_id, TENANT).provenance(stream_id, now)
        stream = self.store.read(stream_id)
        handle(command, provenance, stream=stream, decider=OUTAGE, store=self.store)
