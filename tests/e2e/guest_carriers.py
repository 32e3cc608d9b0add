"""Carriers that come for one test: simulated here, registered over HTTP as any new one would be."""

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.book import Book
from sandbox.carrier import Carrier
from sandbox.connection import Connection
from sandbox.program import RunningPartner
from tests.e2e.waybill_system import System
from tests.support.engine import free_port
from tools.admin.partners import add_key
from tools.admin.stage import Stage


@dataclass
class Guest:
    """One carrier of the test's own; `system` is the stage that knows it."""

    system: System
    running: RunningPartner
    rate_per_second: int

    @property
    def name(self) -> str:
        return self.running.partner.name

    def behave(self, **dials: Any) -> None:
        self.running.partner.behave(dials)

    def shipments(self) -> list[dict[str, Any]]:
        return list(self.running.partner.book.shipments())

    def sent_at(self) -> list[float]:
        """Return when each request was sent, in order, as the log of attempts says."""
        came = len(self.running.partner.book.requests())
        logged = self.system.until(
            # An attempt is logged once it is answered.
            lambda: told if len(told := self._attempts()) >= came else None,
            what=lambda: f"{came} requests came",
        )
        return sorted(datetime.fromisoformat(one["at"]).timestamp() for one in logged)

    def busiest_second(self) -> int:
        """Return the most requests that were sent in any second.

        The wire may bring two together that were sent apart, so the carrier's clock cannot tell.
        """
        times = self.sent_at()
        return max(
            (bisect_left(times, at + 1) - place for place, at in enumerate(times)), default=0
        )

    def _attempts(self) -> list[dict[str, Any]]:
        path = f"/partners/{self.name}/attempts"
        page = administer(self.system, "GET", path).json
        told = list(page["attempts"])
        while "before" in page:
            page = administer(self.system, "GET", f"{path}?before={page['before']}").json
            told += page["attempts"]
        return told

    def entry(self) -> dict[str, Any]:
        answer = administer(self.system, "GET", f"/partners/{self.name}")
        assert answer.status == 200, answer
        return dict(answer.json)


@contextmanager
def guest(system: System, name: str, *, rate_per_second: int = 20, **entry: Any) -> Iterator[Guest]:
    """Register a carrier that runs here, as an administrator would, and let it run."""
    known: dict[str, Connection] = {}
    partner = Carrier(name, Book(None), lambda: known.get(name, Connection()))
    running = RunningPartner(partner, free_port())
    running.start()
    try:
        asked = {
            "kind": "carrier",
            "way": "signed",
            "url": running.url,
            "rate_per_second": rate_per_second,
            **entry,
        }
        answer = administer(system, "PUT", f"/partners/{name}", asked)
        assert answer.status in (200, 201), answer
        key = add_key(Stage(system.stage), name)
        known[name] = Connection(system.url("carrier-gateway"), key, answer.json["signing_secret"])
        yield Guest(system, running, rate_per_second)
    finally:
        running.stop()


def administer(system: System, method: str, path: str, body: Any = None) -> Any:
    """Call the gateway as its administrator."""
    key = system.endpoints["administrators"]["ops"]["api_key"]
    return system.call(method, f"{system.url('carrier-gateway')}{path}", body, x_api_key=key)
