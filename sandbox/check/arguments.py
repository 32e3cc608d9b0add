"""What the check is told: by options, or by variables of the environment as make hands them on."""

import argparse
import ipaddress
import math
import os
import sys
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from sandbox.check.kinds import KINDS
from sandbox.signing import is_secret

LONGEST_S = 60
UNCONFIRMED = """{url} is not on this machine.
The check sends about 30 marked test orders to it (header X-Waybill-Test: partner-check, external_id
WAYBILL-TEST-..., a test address), some of them wrong on purpose. Whoever works there may take them
for real ones. If that is agreed, say so: CONFIRM=yes."""


def arguments(about: str | None) -> argparse.Namespace:
    """Return what was told, once it is seen that it can be done; else exit with 2."""
    asked = _parser(about).parse_args()
    if not asked.url or not asked.secret:
        _stop("URL=https://... and SECRET=whsec_... are needed")
    host = _host(asked.url)
    if not is_secret(asked.secret):
        _stop("SECRET is a Standard Webhooks secret: whsec_ and base64")
    asked.kind = _kind(asked.kind)
    asked.timeout = _seconds(asked.timeout)
    if not _is_here(host) and asked.confirm != "yes":
        _stop(UNCONFIRMED.format(url=asked.url))
    return asked


def _host(url: str) -> str:
    parts = _parts(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        _stop(f"URL={url} is no http or https address")
    if parts.username is not None or parts.query or parts.fragment:
        _stop("URL is the root of the paths, without user, query or fragment")
    return parts.hostname


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts


def _kind(text: str) -> str:
    kind = text.replace("-", "_")
    if kind not in KINDS:
        _stop(f"KIND={text} is none of {', '.join(KINDS)}")
    return kind


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= LONGEST_S:
        _stop(f"TIMEOUT={text} is no number of seconds above 0, and up to {LONGEST_S}")
    return seconds


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _stop(words: str) -> NoReturn:
    print(words, file=sys.stderr)
    sys.exit(2)


def _parser(about: str | None) -> argparse.ArgumentParser:
    """Return a parser that judges no values, since it would not judge those of variables."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.check", description=about)
    said = os.environ.get
    parser.add_argument("--url", default=said("URL", ""), help="the root of the partner's paths")
    parser.add_argument("--secret", default=said("SECRET", ""), help="best by the variable SECRET")
    parser.add_argument("--kind", default=said("KIND") or "carrier", help=", ".join(KINDS))
    parser.add_argument("--timeout", default=said("TIMEOUT") or "10", help="seconds")
    parser.add_argument("--confirm", default=said("CONFIRM", ""), help="yes: beyond this machine")
    return parser
