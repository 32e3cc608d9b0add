"""The demo's partners: four of the sandbox, on the ports that follow the engine's.

Run as a program they stay in the foreground; `local.up` runs them behind.
"""

import logging
import signal
from dataclasses import dataclass
from functools import partial

from local.place import Place, the_place
from sandbox import connection
from sandbox.book import Book
from sandbox.carrier import Carrier
from sandbox.enrichment import Enrichment
from sandbox.partner import Partner
from sandbox.program import RunningPartner
from sandbox.tax_documents import TaxDocuments


@dataclass(frozen=True)
class Demo:
    """What a partner is; one that does not sign is behind an API destination."""

    made: type[Partner]
    signs: bool = True


PARTNERS = {
    "acme": Demo(Carrier),
    "globex": Demo(Carrier, signs=False),
    "paperless": Demo(TaxDocuments),
    "crm": Demo(Enrichment),
}
CARRIERS = {name: demo.signs for name, demo in PARTNERS.items() if demo.made is Carrier}


class DemoPartners:
    """All partners of a place."""

    def __init__(self, place: Place) -> None:
        self._running = [
            RunningPartner(_partner(place, name, demo), place.partner_port(number))
            for number, (name, demo) in enumerate(PARTNERS.items(), start=1)
        ]

    def start(self) -> None:
        for one in self._running:
            one.start()

    def stop(self) -> None:
        for one in self._running:
            one.stop()


def urls(place: Place) -> dict[str, str]:
    """Give the address of each partner's server, which is also that of its page."""
    return {
        name: f"http://127.0.0.1:{place.partner_port(number)}"
        for number, name in enumerate(PARTNERS, start=1)
    }


def _partner(place: Place, name: str, demo: Demo) -> Partner:
    book = Book(place.state / "partners" / f"{name}.book.sqlite")
    connected = partial(connection.read, place.endpoints_file, name)
    return demo.made(name, book, connected, signs=demo.signs)


def main() -> None:
    """Run until told to end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    signals = {signal.SIGTERM, signal.SIGINT}
    # Blocked before any thread starts, so that only the wait below takes them.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    place = the_place()
    partners = DemoPartners(place)
    partners.start()
    logging.getLogger("partners").info("partners: %s", urls(place))
    signal.sigwait(signals)
    partners.stop()


if __name__ == "__main__":
    main()
