"""Why a partner gave no answer, in words that tell one cause from another."""

from urllib3.exceptions import (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    SSLError,
)
from urllib3.exceptions import TimeoutError as TooLate

from sandbox.check.exchange import Seen, plain


def silence(error: Exception, timeout_s: float) -> Seen:
    """Return what was seen where `error` came instead of an answer."""
    match error:
        case NameResolutionError():
            return _unsent(f"unknown host: {error.__cause__}")
        case NewConnectionError():
            return _unsent(f"the host takes no connection at this port: {error.__cause__}")
        case ConnectTimeoutError():
            return _unsent(f"no connection within {timeout_s:g} s")
        case SSLError():
            return _unsent(f"TLS: {error}")
        case TooLate() | TimeoutError():
            return Seen(problem=f"no whole answer within {timeout_s:g} s")
        case ProtocolError():
            return Seen(problem=plain(f"no answer: {error.args[0]}: {error.__cause__}"))
    return Seen(problem=plain(f"no answer: {type(error).__name__}: {error}"))


def _unsent(why: str) -> Seen:
    return Seen(problem=plain(f"no answer: {why}"), unsent=True)
