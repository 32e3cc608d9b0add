"""What can have happened to a question of an order, as it is stored.

`answers` is the id of the order's event that asked; `partner` is None where a person is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.carrier_gateway.domain.answers import Decision, Document, Enrichment


@dataclass(frozen=True, slots=True)
class TaskRequested:
    """Somebody is to be asked; a partner returns `callback_id` with a late answer.

    `question` is a JSON object with personal data: all there is to say, so that the call can be
    made from the stream.
    `attempt` counts these questions of the order, and `round` those among which the partner may
    know one another: a definite refusal ends a round, an unknown outcome does not.
    `answer_by` is when an answer counts as overdue, where nobody takes the question first.
    """

    partner: str | None
    attempt: int
    round: int
    callback_id: str
    answers: str
    question: Mapping[str, Any]
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskTaken:
    """The partner took the question; it counts as unanswered after `answer_by`."""

    partner: str
    answers: str
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class EnrichmentCompleted:
    """The partner told what it knows."""

    partner: str
    answers: str
    enrichment: Enrichment


@dataclass(frozen=True, slots=True)
class DocumentIssued:
    """The tax document was issued, and is stored."""

    partner: str
    answers: str
    document: Document


@dataclass(frozen=True, slots=True)
class DocumentRejected:
    """The tax document will not be issued as it was asked for."""

    partner: str
    answers: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ReviewCompleted:
    """A person decided."""

    answers: str
    decision: Decision
    note: str | None


@dataclass(frozen=True, slots=True)
class TaskFailed:
    """Nothing came of it; `retryable` tells that the partner said no definite no."""

    partner: str | None
    answers: str
    code: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class TaskWithdrawn:
    """No answer is wanted any more, by the order's event `answers`."""

    partner: str | None
    answers: str


Answered = EnrichmentCompleted | DocumentIssued | DocumentRejected | ReviewCompleted
End = Answered | TaskFailed | TaskWithdrawn
Event = TaskRequested | TaskTaken | End
