"""What becomes of a stage's failure: the question is put once more, or a person is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.orders.application.orders import Cause, Orders
from chalicelib.orders.domain.commands import AskAgain, RecordStageFailure
from chalicelib.orders.domain.failures import asks_again
from chalicelib.orders.domain.plan import Stage


@dataclass(frozen=True, slots=True)
class StageFailure:
    """Nothing came of an order's question; `cause` is the event that said so."""

    order_id: str
    answers: int
    stage: Stage
    code: str
    message: str
    retryable: bool
    said_at: datetime
    cause: Cause


class Desk(Protocol):
    """Where failures are handed in, to be decided and acted upon apart from the inbox."""

    def hand_in(self, failure: StageFailure) -> None:
        """See to it that `failure` is decided; handed in again, it is decided once."""
        ...


@dataclass(frozen=True, slots=True)
class Failures:
    """The two steps of a decision; `pause` is how long a question rests before it is put again."""

    orders: Orders
    pause: timedelta

    def ask_again_after(self, failure: StageFailure) -> timedelta | None:
        """Return after how long the question is to be put again, None where a person decides."""
        order = self.orders.order(failure.order_id, failure.cause.tenant_id)
        again = asks_again(
            failure.stage, failure.code, retryable=failure.retryable, tries=order.tries
        )
        return self.pause if again else None

    def apply(self, failure: StageFailure, *, ask_again: bool) -> None:
        """Put the question again or stop the order; once for each failure, however often called."""
        told = RecordStageFailure(
            failure.answers,
            failure.stage,
            failure.code,
            failure.message,
            failure.retryable,
            failure.said_at,
        )
        command = AskAgain(told) if ask_again else told
        self.orders.record(failure.order_id, command, failure.cause)
