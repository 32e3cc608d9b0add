"""What a due call is about: each kind of conversation says it of its own calls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from chalicelib.carrier_gateway.application.calls import Asked, Call, NoReply, Reply
from chalicelib.carrier_gateway.application.causes import SYSTEM, Cause
from chalicelib.carrier_gateway.application.desk import Command, Desk, Event, State
from chalicelib.carrier_gateway.application.verdicts import Refused, Taken, TryAgain
from chalicelib.carrier_gateway.domain.commands import Common, RecordFailure, RecordTaken
from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.task import subject_of
from eventing.stream import Commit, Stream

Meaning = TypeVar("Meaning")


class Errand(Protocol[Meaning]):
    """One call that is due, and what is to be recorded of it."""

    @property
    def call(self) -> Call:
        """What is to be said to the partner."""
        ...

    @property
    def is_wanted(self) -> bool:
        """Whether the call is still to be made."""
        ...

    def meaning(self, reply: Reply | NoReply, now: datetime) -> Meaning | TryAgain:
        """Return what `reply` means for this call."""
        ...

    def record(self, meaning: Meaning | TryAgain, partner: Partner, now: datetime, /) -> None:
        """Store what came of the call; to try again once more would be too late."""
        ...

    def drop(self, *, tried: bool) -> None:
        """Give up a call that is no longer wanted; if it may have been made, the partner knows."""
        ...


@dataclass(frozen=True, slots=True)
class Calling(Generic[Command, State, Event]):
    """What all errands share: a call, in its conversation as it stood when it was looked at."""

    desk: Desk[Command, State, Event]
    stream: Stream[Event]
    call: Call

    @property
    def talk(self) -> State:
        """Where the conversation stood."""
        return self.desk.state(self.stream)

    def tell(self, command: Command | Common, partner: Partner | None = None) -> None:
        """Record what `partner` said, or else what the gateway knows by itself."""
        actor = f"partner:{partner.id}" if partner else SYSTEM
        cause = Cause(self.call.asked.cause, self.call.asked.tenant_id, actor)
        name = f"{type(command).__name__}:{cause.event_id}"
        self.desk.record(command, cause, self.stream, name=name)

    def settle(self, meaning: Taken | Refused | TryAgain, partner: Partner, now: datetime) -> None:
        """Record what can come of any question."""
        answers = self.call.asked.answers
        match meaning:
            case Taken():
                by = now + timedelta(seconds=partner.answer_within_s)
                self.tell(RecordTaken(answers, by), partner)
            case Refused(message):
                self.tell(RecordFailure(answers, "refused", message, retryable=False), partner)
            case TryAgain(code, message):
                self.tell(RecordFailure(answers, code, message, retryable=True))


def commit_at(stream: Stream[Event], version: int) -> Commit[Event]:
    """Return the commit that makes a call due."""
    return next(commit for commit in stream.commits if commit.version == version)


def asked_by(commit: Commit[Any], index: int, answers: str, callback_id: str) -> Asked:
    """Return what the event at `index` of a commit asks: what the order's `answers` wants."""
    order_id, task = subject_of(commit.stream_id)
    return Asked(
        order_id=order_id,
        task_type=task,
        answers=answers,
        callback_id=callback_id,
        at=commit.provenance.at,
        cause=commit.event_id(index),
        tenant_id=commit.provenance.tenant_id,
    )
