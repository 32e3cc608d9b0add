"""What a partner's message tells, one by one, and what in it cannot be taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.carrier_gateway.domain.scan import Scan
from chalicelib.carrier_gateway.domain.webhook import Notice


@dataclass(frozen=True, slots=True)
class ScanTold:
    """A scan of the parcel of `order_id`, or else of the one that has its tracking number."""

    position: int
    scan: Scan
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """The answer to a task, in the form of a callback's body."""

    position: int
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NoticeTold:
    """What is only passed on."""

    position: int
    notice: Notice


Told = ScanTold | AnswerTold | NoticeTold


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be recorded; `message` holds no values of the partner's."""

    position: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as it was understood; `position` counts from 0 what it tells."""

    told: tuple[Told, ...] = ()
    faults: tuple[Fault, ...] = ()
