"""How a simulated carrier is told to behave."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

MODES = (
    "accept",  # take the shipment and say so
    "refuse",  # say no, for good
    "slow",  # take it, but answer only after `delay_s`
    "down",  # hang up without an answer
    "garbage",  # take it, but answer what nobody can read
    "error",  # answer 500
    "rate_limited",  # answer 429 with Retry-After
    "silent",  # take it, answer 202, and never confirm
)


class UnknownBehaviour(Exception):
    """The control call asked for something there is not."""


@dataclass(frozen=True)
class Behaviour:
    """Seconds for all times; a confirmation or delivery that is None never comes."""

    mode: str = "accept"
    delay_s: float = 0
    confirm_after_s: float | None = 2
    deliver_after_s: float | None = 3
    retry_after_s: float = 1

    def changed(self, wanted: Mapping[str, Any]) -> "Behaviour":
        """Take over what `wanted` says, and keep the rest."""
        known = {field.name for field in fields(self)}
        if unknown := set(wanted) - known:
            raise UnknownBehaviour(f"unknown: {', '.join(sorted(unknown))}")
        changed = Behaviour(**{**vars(self), **wanted})
        if changed.mode not in MODES:
            raise UnknownBehaviour(f"mode is one of {', '.join(MODES)}")
        return changed

    @property
    def takes_shipments(self) -> bool:
        return self.mode in ("accept", "slow", "garbage", "silent")

    @property
    def confirms(self) -> bool:
        return self.mode != "silent" and self.confirm_after_s is not None
