"""What a partner knows of the gateway: where it is, and the secrets they share."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandbox.signing import is_secret

_URL = re.compile(r"https?://[^\s/?#@\\]+(/[^\s?#\\]*)?", re.ASCII)
_WORD = re.compile(r"[ -~]{0,128}")
IS_URL = "an http:// or https:// URL, without a query"
IS_SECRET = "whsec_ and base64"
_RULES = {"gateway": f'{IS_URL}, or "" for none', "secret": IS_SECRET}


class NoConnection(ValueError):
    """The connection cannot be that; the message says why."""


@dataclass(frozen=True)
class Connection:
    """`gateway` is a URL, and "" if there is none; `secret` is a Standard Webhooks secret.

    None is not known (yet).
    """

    gateway: str | None = None
    api_key: str | None = None
    secret: str | None = None
    username: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Connection":
        return cls(**{name: told.get(name) for name in cls.__dataclass_fields__})

    def shown(self) -> dict[str, Any]:
        """Tell what is known, and of a secret only whether it is."""
        public = {"gateway": self.gateway, "username": self.username}
        return {name: bool(value) for name, value in asdict(self).items()} | public


def read(endpoints: Path, partner: str) -> Connection:
    """Read it from the file that `make up` writes; what is not there is not known."""
    try:
        told = json.loads(endpoints.read_text())
    except (OSError, ValueError):
        return Connection()
    ours = (told.get("partners") or {}).get(partner) or {}
    return Connection.of({**ours, "gateway": told.get("carrier_gateway")})


def named(wanted: Any) -> dict[str, str]:
    """Return the parts of a connection that `wanted` names.

    Raises:
        NoConnection: one of them is unknown, or is not what it should be.
    """
    if not isinstance(wanted, dict):
        raise NoConnection("connection is an object")
    if unknown := set(wanted) - set(Connection.__dataclass_fields__):
        raise NoConnection(f"unknown in connection: {', '.join(sorted(unknown))}")
    for name, value in wanted.items():
        if not (isinstance(value, str) and _fits(name, value)):
            rule = _RULES.get(name, "a line of at most 128 ASCII characters")
            raise NoConnection(f"{name} of connection is {rule}")
    return wanted


def is_url(text: str) -> bool:
    """Tell whether paths can be put behind `text` to make URLs."""
    try:
        parts = urlsplit(text)
        return _URL.fullmatch(text) is not None and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _fits(name: str, value: str) -> bool:
    match name:
        case "gateway":
            return value == "" or is_url(value)
        case "secret":
            return is_secret(value)
        case _:
            return _WORD.fullmatch(value) is not None
