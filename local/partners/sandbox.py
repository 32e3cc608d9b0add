"""The carriers there are, each with its server and its telling, as one that starts and stops."""

import threading
from functools import partial

from local.partners import connection
from local.partners.book import Book
from local.partners.carrier import Carrier
from local.partners.server import CarrierServer
from local.partners.telling import Telling
from local.place import Place

# The names, and whether a carrier signs: the others are behind an API destination.
CARRIERS = {"acme": True, "globex": False}


class Sandbox:
    """All simulated carriers of a place, on the ports that follow the engine's."""

    def __init__(self, place: Place) -> None:
        self._servers = [
            CarrierServer(_carrier(place, name), place.partner_port(number))
            for number, name in enumerate(CARRIERS, start=1)
        ]
        self._tellings = [Telling(server.carrier) for server in self._servers]

    def start(self) -> None:
        for server, telling in zip(self._servers, self._tellings, strict=True):
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
            telling.start()

    def stop(self) -> None:
        for server, telling in zip(self._servers, self._tellings, strict=True):
            telling.end()
            server.shutdown()
            server.server_close()
            server.carrier.book.close()


def urls(place: Place) -> dict[str, str]:
    """Give the address of each carrier's server."""
    return {
        name: f"http://127.0.0.1:{place.partner_port(number)}"
        for number, name in enumerate(CARRIERS, start=1)
    }


def _carrier(place: Place, name: str) -> Carrier:
    book = Book(place.state / "partners" / f"{name}.sqlite")
    connected = partial(connection.read, place.endpoints_file, name)
    return Carrier(name, CARRIERS[name], book, connected)
