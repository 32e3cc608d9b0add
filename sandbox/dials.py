"""The dials as a form shows them: their words, and what they hold when they come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.behaviour import DATES, MODES, RETRY_AFTER, TASK_STATUSES, Behaviour

ASKED, TOLD, PARCELS = "When it is asked", "When it tells", "Parcels"
GROUPS = (ASKED, TOLD, PARCELS)
MAY_BE_EMPTY = ("confirm_after_s", "deliver_after_s")
BOOLEANS = {"": None, "yes": True, "no": False}


@dataclass(frozen=True)
class Dial:
    """`form` is seconds, chance, whole, text or choice; of `kind` only, if it says one."""

    group: str
    name: str
    label: str
    hint: str
    form: str = "seconds"
    choices: tuple[str, ...] = ()
    kind: str = ""

    def fits(self, group: str, kind: str) -> bool:
        return self.group == group and self.kind in ("", kind)

    def shown(self, behaviour: Behaviour) -> str:
        """Write its value as the form has it."""
        value = getattr(behaviour, self.name)
        if self.name == "needs_region":
            return next(word for word, meant in BOOLEANS.items() if meant is value)
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    def read(self, text: str) -> Any:
        """Read what the form has.

        Raises:
            ValueError: a number is needed.
        """
        if self.name == "needs_region":
            return BOOLEANS.get(text)
        if self.form in ("text", "choice"):
            return text or None
        try:
            return None if not text else int(text) if self.form == "whole" else float(text)
        except ValueError:
            raise ValueError(f"{self.label}: a number is needed") from None


DIALS = (
    Dial(ASKED, "delay_s", "Latency", "seconds before each answer"),
    Dial(ASKED, "drip_s", "Drip", "seconds that a dripping answer takes"),
    Dial(ASKED, "error_status", "Error", "the 5xx that mode “error” answers", "whole"),
    Dial(ASKED, "retry_after", "Retry-After", "its form with a 429", "choice", RETRY_AFTER),
    Dial(ASKED, "retry_after_s", "Retry-After seconds", "for the forms that have a number"),
    Dial(ASKED, "refusal_code", "Refusal code", "empty: its usual one", "text"),
    Dial(ASKED, "refusal_message", "Refusal message", "empty: its usual one", "text"),
    Dial(
        ASKED,
        "needs_region",
        "Region needed",
        "empty: where the country has states",
        "choice",
        ("", "yes", "no"),
        "tax_document",
    ),
    Dial(ASKED, "seed", "Seed", "with one, the same chances each time", "whole"),
    Dial(TOLD, "callback_after_s", "Callback after", "seconds of its clock, in mode “later”"),
    Dial(
        TOLD, "callback_status", "Callback says", "the status of its tasks", "choice", TASK_STATUSES
    ),
    Dial(TOLD, "bad_signature", "Wrong signature", "how likely, for each message", "chance"),
    Dial(TOLD, "duplicate", "Duplicate", "how likely each message is told twice", "chance"),
    Dial(
        TOLD, "reorder", "Reorder", "how likely two scans change places", "chance", kind="carrier"
    ),
    Dial(TOLD, "late_s", "Late scans", "seconds a scan may come late, at most", kind="carrier"),
    Dial(TOLD, "dates", "Dates", "of the real moment, or of its clock", "choice", DATES),
    Dial(PARCELS, "confirm_after_s", "Shipped after", "seconds; empty: never", kind="carrier"),
    Dial(
        PARCELS, "deliver_after_s", "Delivered after", "seconds more; empty: never", kind="carrier"
    ),
    Dial(
        PARCELS,
        "tracking_number",
        "Tracking number",
        "one for all parcels, used again and again",
        "text",
        kind="carrier",
    ),
)


def from_form(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the dials that a form names, as the control wants them.

    Raises:
        ValueError: one of them cannot be read.
    """
    wanted = {dial.name: dial.read(form[dial.name]) for dial in DIALS if dial.name in form}
    if "mode" in form:
        wanted["mode"] = form["mode"]
    if "scenario" in form:
        wanted["scenario"] = form["scenario"] or None
    if chances := {mode: form[f"chance-{mode}"] for mode in MODES if form.get(f"chance-{mode}")}:
        wanted["modes"] = {mode: _chance(text) for mode, text in chances.items() if _chance(text)}
    elif any(name.startswith("chance-") for name in form):
        wanted["modes"] = {}
    return {name: _or_usual(name, value) for name, value in wanted.items()}


def _or_usual(name: str, value: Any) -> Any:
    """Take a dial that was emptied back to where it is at first, unless empty means something."""
    return getattr(Behaviour(), name) if value is None and name not in MAY_BE_EMPTY else value


def _chance(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError("a chance is a number from 0 to 1") from None
