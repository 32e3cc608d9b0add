"""What a partner knows of the gateway: where it is, and the secrets they share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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


def read(endpoints: Path, partner: str) -> Connection:
    """Read it from the file that `make up` writes; what is not there is not known."""
    try:
        told = json.loads(endpoints.read_text())
    except (OSError, ValueError):
        return Connection()
    ours = (told.get("partners") or {}).get(partner) or {}
    return Connection.of({**ours, "gateway": told.get("carrier_gateway")})
