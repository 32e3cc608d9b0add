"""One event for one API destination: what has to be known to send it, and one attempt at it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.services import eventbridge

DEFAULT_RATE_PER_S = 300
DEFAULT_RETRIES = 185
DEFAULT_AGE_S = 24 * 60 * 60


@dataclass
class Delivery:
    """An event under way; `began` is epoch seconds, `failures` counts the attempts that failed."""

    account: str
    region: str
    destination: str
    payload: str
    target: dict[str, Any]
    rule_arn: str
    event: str
    began: float
    failures: int = 0

    def is_exhausted(self, now: float) -> bool:
        """Whether the attempt that just failed was the last that the target allows."""
        policy = self.target.get("RetryPolicy") or {}
        retries = int(policy.get("MaximumRetryAttempts", DEFAULT_RETRIES))
        oldest_s = int(policy.get("MaximumEventAgeInSeconds", DEFAULT_AGE_S))
        return self.failures >= retries or now - self.began > oldest_s


@dataclass(frozen=True)
class Failed:
    """Why an attempt did not succeed, in the words of a dead-letter message."""

    code: str
    message: str
    retryable: bool = True


def attempt(delivery: Delivery, wait_for_turn: Callable[[str, float], None]) -> Failed | None:
    """Send once, when it is the destination's turn; None is success."""
    destination = eventbridge._api_destinations.get(delivery.destination) or {}
    connection = eventbridge._connections.get(_name(destination.get("ConnectionArn")))
    if not connection:
        return Failed("NO_RESOURCE", "There is no such destination or connection.", retryable=False)
    rate = destination.get("InvocationRateLimitPerSecond") or DEFAULT_RATE_PER_S
    wait_for_turn(delivery.destination, float(rate))
    try:
        status = _send(delivery, destination, connection)
    except Exception as error:  # noqa: BLE001 - nobody there, too slow, no token: all the same here
        return Failed("SDK_CLIENT_ERROR", f"{type(error).__name__}: {error}")
    if 200 <= status < 300:
        return None
    retryable = status in (401, 407, 409, 429) or status >= 500
    return Failed("SDK_CLIENT_ERROR", f"Request failed: HTTP status code {status}", retryable)


def _send(delivery: Delivery, destination: Any, connection: Any) -> int:
    parameters = delivery.target.get("HttpParameters") or {}
    request = eventbridge._build_api_destination_request(
        destination, connection, parameters, delivery.payload
    )
    key = (delivery.account, delivery.region, connection["Name"])
    credentials = eventbridge._connection_auth_headers(
        connection, key, force_refresh=delivery.failures > 0
    )
    return int(eventbridge._api_destination_send_sync(request, credentials))


def _name(connection_arn: str | None) -> str:
    return (connection_arn or "").rsplit("/", 1)[-1]
