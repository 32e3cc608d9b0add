"""Who says what, and why: what every stored decision tells of where it comes from."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from eventing.stream import Provenance, Stream

SYSTEM = "system:carrier-gateway"
# Whose the partners, their messages and their outages are: no tenant has them for itself.
TENANT = "waybill"


@dataclass(frozen=True, slots=True)
class Cause:
    """What a command follows from: `event_id` also names the command, so repeats are known."""

    event_id: str
    tenant_id: str
    actor: str = SYSTEM

    def provenance(self, about: str, at: datetime, name: str = "") -> Provenance:
        """Return what is stored of a command; `name` names it, else its cause.

        `about` is an order, or the stream of what has none.
        """
        return Provenance(
            command_id=name or self.event_id,
            fingerprint="",
            tenant_id=self.tenant_id,
            correlation_id=about,
            causation_id=self.event_id,
            actor=self.actor,
            at=at,
        )


def said_by(
    partner: str,
    command: Any,  # noqa: ANN401 - a dataclass of any conversation's
    attempt: int,
    stream: Stream[Any],
) -> Cause:
    """Return the cause of a command by which a partner says something.

    It is named after what is said, and after the attempt if it names none: so a repeat is known
    by its content, whatever message brings it.
    """
    kind = re.sub("(?<=[a-z])(?=[A-Z])", "-", type(command).__name__).lower()
    said = asdict(command)
    if "callback_id" in said and said["callback_id"] is None:
        said["attempt"] = attempt
    text = json.dumps(said, default=str, sort_keys=True)
    name = f"{kind}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
    return Cause(name, tenant_of(stream), f"partner:{partner}")


def tenant_of(stream: Stream[Any]) -> str:
    """Return whose order a stream is about."""
    return stream.commits[0].provenance.tenant_id
