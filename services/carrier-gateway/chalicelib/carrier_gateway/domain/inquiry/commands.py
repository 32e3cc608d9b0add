"""What can be asked about an order, and what can be told of it.

`answers` is the id of the order's event that asked; only the current question can be answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.carrier_gateway.domain.answers import Answer
from chalicelib.carrier_gateway.domain.commands import (
    EndWaiting,
    FailByCallback,
    RecordFailure,
    RecordTaken,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a question to a partner, or to a person where `partner` is None.

    `is_known` tells whether there is such a partner, and questions of this kind are its trade.
    `answer_by` is when the answer counts as overdue, where nobody takes the question first.
    """

    partner: str | None
    is_known: bool
    answers: str
    question: Mapping[str, Any]
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """The question was answered."""

    answers: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class AnswerByCallback:
    """`partner` answers later; `callback_id` names the question, if given."""

    partner: str
    callback_id: str | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The order was cancelled, by its event `answers`: no answer is wanted any more."""

    answers: str


Command = (
    Ask
    | RecordTaken
    | RecordAnswer
    | RecordFailure
    | AnswerByCallback
    | FailByCallback
    | EndWaiting
    | Withdraw
)
