"""Where calls may go: to public hosts over TLS, checked at entry and again at each call."""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from chalicelib.carrier_gateway.domain.partner import PartnerInvalid

# The whole of a URL is matched, since parsers differ on what they skip, repair or decode.
URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[::1\])(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*)*",
    re.ASCII,
)
LONGEST_URL = 1024
# The last label begins with a letter, so that no spelling of an address is a name.
NAME = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]"}
GLOBAL_UNICAST = ip_network("2000::/3")
# Python calls these global, yet no partner is there: protocols' own, relays to other addresses
# (6to4, Teredo; NAT64 lies outside of 2000::/3), and documentation.
NOBODYS = [
    ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
]

Resolve = Callable[[str, int], Sequence[str]]


class DestinationBlocked(PartnerInvalid):
    """A URL leads where no call may go; the message names the reason, no address."""

    def __init__(self, reason: str) -> None:
        super().__init__(("url", reason))
        self.reason = reason


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, in the order in which to try them.

    Raises:
        OSError: none is known.
    """
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Destinations:
    """What may be called; `local`: on the local stage plain HTTP and this machine may, too."""

    local: bool = False
    resolve: Resolve = resolve

    def check(self, url: str) -> None:
        """Check how `url` is written and where it leads now.

        Raises:
            DestinationBlocked: it must not be called, or nobody knows its host.
        """
        host, port = self.target(url)
        try:
            self.addresses(host, port)
        except OSError:
            raise DestinationBlocked("no address is known for this host") from None

    def target(self, url: str) -> tuple[str, int]:
        """Return host and port of a URL that is written as it should be.

        Raises:
            DestinationBlocked: it is not.
        """
        parts = URL.fullmatch(url)
        if parts is None or len(url) > LONGEST_URL:
            wanted = "https, a host and a path; no user, query or fragment"
            raise DestinationBlocked(f"give a URL of {wanted}")
        if parts["scheme"] != "https" and not self.local:
            raise DestinationBlocked("a partner is called by https only")
        if not NAME.fullmatch(parts["host"]) and not self._is_this_machine(parts["host"]):
            wanted = "lower-case and ASCII, with a dot; no address"
            raise DestinationBlocked(f"give a host by its full name, {wanted}")
        port = int(parts["port"] or (443 if parts["scheme"] == "https" else 80))
        if port != 443 and not 1024 <= port <= 65535:
            raise DestinationBlocked("a port is 443, or from 1024 to 65535")
        return parts["host"], port

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Look a host up, once, and return where to connect: these addresses and no others.

        Raises:
            DestinationBlocked: one of them is not reachable from everywhere.
            OSError: none is known.
        """
        found = self.resolve(host, port)
        if not all(is_public(address) or self._is_loopback(address) for address in found):
            raise DestinationBlocked("this host has an address that is not public")
        return found

    def _is_this_machine(self, host: str) -> bool:
        return self.local and host in THIS_MACHINE

    def _is_loopback(self, address: str) -> bool:
        return self.local and ip_address(address).is_loopback


def is_public(address: str) -> bool:
    """Tell whether everybody reaches the same host under `address`, and no other through it."""
    ip = ip_address(address)
    if not ip.is_global or ip.is_multicast or any(ip in network for network in NOBODYS):
        return False
    return ip.version == 4 or ip in GLOBAL_UNICAST
