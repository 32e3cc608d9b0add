"""What every conversation about an order can be told, whatever was asked.

`answers` is the id of the order's event that asked; only the current question can be answered.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecordTaken:
    """The partner took what it was asked, and will answer by `answer_by`."""

    answers: str
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class RecordFailure:
    """The partner refused, or could not be asked."""

    answers: str
    code: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class FailByCallback:
    """`partner` says later that nothing comes of it; `callback_id` names the request, if given."""

    partner: str
    callback_id: str | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class EndWaiting:
    """At `now` somebody looks whether the answer is overdue."""

    now: datetime


Common = RecordTaken | RecordFailure | FailByCallback | EndWaiting
