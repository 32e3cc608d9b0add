"""What every event-sourced service is made of, put together from environment and language."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

from eventing.audit import Auditor
from eventing.bus import Bus, EventBridgeBus
from eventing.consumer import Handlers, consume
from eventing.credentials import Credentials
from eventing.dynamo import DynamoEventStore
from eventing.language import Language
from eventing.parking import NotParked, Parking
from eventing.publish import enrich
from eventing.republish import Republisher
from eventing.row import Windows

Event = TypeVar("Event")


class Service(Generic[Event]):
    """One service at run time; each part is made when it is first asked for.

    The environment names the tables, the bus and the inbox, as `shared/infra/service/` sets it.
    """

    def __init__(self, language: Language[Event], env: Mapping[str, str] = os.environ) -> None:
        self.language = language
        self._env = env

    @cached_property
    def store(self) -> DynamoEventStore[Event]:
        """The events table."""
        return DynamoEventStore(self._env["EVENTS_TABLE"], self.language, windows=self._windows)

    @cached_property
    def bus(self) -> Bus:
        """The bus all services share."""
        return EventBridgeBus(self._env["BUS_NAME"])

    @cached_property
    def credentials(self) -> Credentials:
        """The keys of this service's callers."""
        return Credentials(self._env["CREDENTIALS_TABLE"])

    @cached_property
    def parking(self) -> Parking:
        """The parked messages."""
        env = self._env
        return Parking(env["PARKED_TABLE"], self.language, self.bus, env["INBOX_URL"])

    @cached_property
    def republisher(self) -> Republisher:
        """The way to say again what is stored."""
        return Republisher(self.store, self.language, self.bus, self._windows)

    def publish(self, records: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Turn stream records into what the pipe puts on the bus."""
        return enrich(records, self.language)

    def consume(self, event: Mapping[str, Any], handlers: Handlers) -> dict[str, Any]:
        """Hand the inbox's messages to their handlers."""
        return consume(event, {**handlers, **self._requests}, self.parking)

    def audit(self, now: datetime) -> int:
        """Write the digest of what was closed since the last one."""
        settle = timedelta(seconds=int(self._env["AUDIT_SETTLE_S"]))
        return Auditor(self.store, self.store, self.language, self._windows, settle).run(now)

    def settle_parked(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Redrive or discard parked messages: `{"action": …, "ids": […]}` or `"all": true`.

        Returns which were settled, and which of the ids are not parked, or no more.
        """
        settle = {"redrive": self.parking.redrive, "discard": self.parking.discard}[event["action"]]
        every = [item.id for item in self.parking.waiting()] if event.get("all") else event["ids"]
        settled, not_parked = [], []
        for parked_id in every:
            try:
                settle(parked_id)
            except NotParked:
                not_parked.append(parked_id)
            else:
                settled.append(parked_id)
        return {"settled": settled, "not_parked": not_parked}

    @property
    def _requests(self) -> Handlers:
        return {"operator.republication_requested.v1": self.republisher.requested}

    @property
    def _windows(self) -> Windows:
        return Windows(timedelta(seconds=int(self._env["AUDIT_WINDOW_S"])))


def now() -> datetime:
    """Return the time, in the milliseconds that contracts carry."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
