"""Connect to no other address than was checked, and wait for a whole answer.

A socket's own time-out starts anew with every byte that drips in.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from socket import SHUT_RDWR, socket
from threading import Event, Timer
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

from chalicelib.carrier_gateway.adapters.destinations import Destinations

# So many addresses of a host share the time there is to connect.
ADDRESSES = 2


@contextmanager
def within(seconds: float, hang_up: Callable[[], None]) -> Iterator[None]:
    """Hang up after `seconds`, which ends whatever waits.

    Raises:
        TimeoutError: it took too long, although it may seem to have ended by itself.
    """
    over = Event()

    def end() -> None:
        over.set()
        hang_up()

    timer = Timer(max(seconds, 0), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError


def patient_pools(connections: int, destinations: Destinations) -> PoolManager:
    """Return pools of up to `connections` to each host that wait for headers as a whole.

    Each connection is made to an address that `destinations` lets pass.
    """
    pools = PoolManager(num_pools=20, maxsize=connections)
    made: dict[str, Any] = {
        "http": partial(_Pool, destinations=destinations),
        "https": partial(_SecurePool, destinations=destinations),
    }
    pools.pool_classes_by_scheme = made
    return pools


class _Patient:
    """Takes all of the headers within the read time-out, or none, from where it may connect to."""

    host: str
    port: int
    sock: Any
    timeout: Any
    socket_options: Any

    def __init__(self, host: str, *, destinations: Destinations, **more: Any) -> None:  # noqa: ANN401 - urllib3's
        super().__init__(host, **more)  # type: ignore[call-arg]
        self._destinations = destinations

    def _new_conn(self) -> socket:
        """Connect to an address that was checked; nothing looks the host up again.

        TLS still asks for the host by its name.
        """
        try:
            return self._connected(self._destinations.addresses(self.host, self.port)[:ADDRESSES])
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error  # type: ignore[arg-type]

    def _connected(self, addresses: Sequence[str]) -> socket:
        failures = []
        for address in addresses:
            seconds, options = self.timeout / len(addresses), self.socket_options
            try:
                return create_connection((address, self.port), seconds, socket_options=options)
            except OSError as failure:
                failures.append(str(failure))
        raise OSError(failures)

    def getresponse(self) -> Any:  # noqa: ANN401 - urllib3's response
        with within(self.timeout, self._hang_up):
            return super().getresponse()  # type: ignore[misc]

    def _hang_up(self) -> None:
        self.sock.shutdown(SHUT_RDWR)


class _Connection(_Patient, HTTPConnection):
    pass


class _SecureConnection(_Patient, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls: Any = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls: Any = _SecureConnection
