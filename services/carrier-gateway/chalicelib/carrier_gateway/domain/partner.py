"""A partner as the registry knows it: who it is and how it may be called, without its secrets."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

CARRIER = "carrier"
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Way(StrEnum):
    """How a partner is asked: by the gateway itself, or by an EventBridge API destination."""

    SIGNED = "signed"
    API_DESTINATION = "api_destination"


class PartnerInvalid(ValueError):
    """A registry entry cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A registry entry; `url` is the root below which the partner's paths lie.

    `deadline_s` is how long a call is tried before it counts as failed, and `signs` tells
    whether the partner signs what it sends.
    """

    id: str
    way: Way
    url: str
    kind: str = CARRIER
    rate_per_second: int = 20
    read_timeout_s: int = 10
    deadline_s: int = 24 * 3600
    signs: bool = True

    def __post_init__(self) -> None:
        """Refuse what no call could be made with."""
        if not ID.fullmatch(self.id):
            raise PartnerInvalid("an id is lower-case letters, digits and hyphens, at most 63")
        _within("rate_per_second", self.rate_per_second, 1, 300)
        _within("read_timeout_s", self.read_timeout_s, 1, 20)
        _within("deadline_s", self.deadline_s, 60, 14 * 24 * 3600)

    def check_url(self, *, plain_http: bool) -> None:
        """Refuse a URL that is not an HTTPS one; `plain_http` lets HTTP pass too.

        Raises:
            PartnerInvalid: another scheme, no host, or parts that have no place in it.
        """
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (plain_http and parts.scheme == "http"):
            raise PartnerInvalid("a partner is called by https only")
        if not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
            raise PartnerInvalid("a URL has a host and a path, no user, query or fragment")


def _within(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise PartnerInvalid(f"{name} is from {least} to {most}")
