"""How a simulated partner is told to behave: one value for each dial."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sandbox.scenarios import SCENARIOS

MODES = {
    "accept": "do what is asked, and answer with the result",
    "later": "answer 202, and send the result by POST /callbacks after callback_after_s",
    "silent": "answer 202, and never say more",
    "slow": "accept, but answer only after delay_s",
    "drip": "accept, but send the answer in small pieces over drip_s",
    "garbage": "accept, but answer what nobody can read",
    "lost": "accept, but hang up without an answer",
    "hang": "accept, but never answer: the caller waits until it gives up",
    "refuse": "say no, for good: 422 with refusal_code and refusal_message",
    "error": "answer error_status, 500",
    "rate_limited": "answer 429 with Retry-After, in the form of retry_after",
    "redirect": "answer 307 to another address",
    "gone": "answer 410",
    "down": "hang up without an answer",
    "reset": "reset the connection",
}
TAKING = ("accept", "later", "silent", "slow", "drip", "garbage", "lost", "hang")
ALSO_CALLED = {"never": "silent"}
RETRY_AFTER = ("seconds", "date", "negative", "huge", "junk", "none")
TASK_STATUSES = ("SUCCEEDED", "SUCCESS", "FAILED")
DATES = ("real", "clock")


class UnknownBehaviour(ValueError):
    """The control call asked for something there is not."""


@dataclass(frozen=True)
class Behaviour:
    """Seconds for all times, of the partner's clock; delay_s and drip_s are real ones.

    A confirmation or delivery that is None never comes. Probabilities are from 0 to 1, of each
    request or message. `modes` maps a mode to the probability with which it replaces `mode`.
    """

    mode: str = "accept"
    modes: dict[str, float] = field(default_factory=dict)
    seed: int | None = None
    delay_s: float = 0
    drip_s: float = 5
    error_status: int = 500
    retry_after: str = "seconds"
    retry_after_s: float = 1
    refusal_code: str | None = None
    refusal_message: str | None = None
    callback_after_s: float = 2
    callback_status: str = "SUCCEEDED"
    bad_signature: float = 0
    duplicate: float = 0
    # Of a carrier:
    scenario: str | None = None
    confirm_after_s: float | None = 2
    deliver_after_s: float | None = 3
    tracking_number: str | None = None
    reorder: float = 0
    late_s: float = 0
    dates: str = "real"
    # Of a provider of tax documents: None needs a region where the country has states.
    needs_region: bool | None = None

    def changed(self, wanted: Mapping[str, Any]) -> "Behaviour":
        """Take over what `wanted` says, and keep the rest.

        Raises:
            UnknownBehaviour: there is no such dial, or it has no such value.
        """
        known = {one.name for one in fields(self)}
        if unknown := set(wanted) - known:
            raise UnknownBehaviour(f"unknown: {', '.join(sorted(unknown))}")
        changed = Behaviour(**{**vars(self), **wanted})
        for name in wanted:
            _check(name, getattr(changed, name))
        return Behaviour(**{**vars(changed), "mode": ALSO_CALLED.get(changed.mode, changed.mode)})


def _check(name: str, value: Any) -> None:
    words = {
        "mode": (*MODES, *ALSO_CALLED),
        "retry_after": RETRY_AFTER,
        "callback_status": TASK_STATUSES,
        "dates": DATES,
        "scenario": (*SCENARIOS, None),
        "needs_region": (True, False, None),
    }
    if name in words and value not in words[name]:
        listed = ", ".join(one if isinstance(one, str) else json.dumps(one) for one in words[name])
        raise UnknownBehaviour(f"{name} is one of {listed}")
    if name == "modes":
        _check_modes(value)
    elif name not in words and not _fits(name, value):
        raise UnknownBehaviour(f"{name} cannot be {json.dumps(value)}")


def _check_modes(value: Any) -> None:
    if not isinstance(value, dict) or not all(map(_is_probability, value.values())):
        raise UnknownBehaviour("modes maps modes to probabilities")
    if unknown := set(value) - set(MODES):
        raise UnknownBehaviour(f"modes does not know {', '.join(sorted(unknown))}")
    if sum(value.values()) > 1:
        raise UnknownBehaviour("the probabilities of modes are together at most 1")


def _fits(name: str, value: Any) -> bool:
    match name:
        case "bad_signature" | "duplicate" | "reorder":
            return _is_probability(value)
        case "error_status":
            return _is_number(value) and 500 <= value <= 599
        case "confirm_after_s" | "deliver_after_s":
            return value is None or _is_seconds(value)
        case "seed":
            return value is None or isinstance(value, int)
        case "tracking_number" | "refusal_code" | "refusal_message":
            return value is None or (isinstance(value, str) and 0 < len(value) <= 128)
        case _:
            return _is_seconds(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_probability(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _is_seconds(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 366 * 86400
