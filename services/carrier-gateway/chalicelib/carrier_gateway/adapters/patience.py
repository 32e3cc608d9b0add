"""Wait for a whole answer: a socket's own time-out starts anew with every byte that drips in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import SHUT_RDWR
from threading import Event, Timer
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


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


def patient_pools(connections: int) -> PoolManager:
    """Return pools of up to `connections` to each host that wait for headers as a whole."""
    pools = PoolManager(num_pools=20, maxsize=connections)
    pools.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return pools


class _Patient:
    """Takes all of the headers within the read time-out, or none."""

    sock: Any
    timeout: Any

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
