"""What is alike in all conversations about orders: recording, hearing, waiting for an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from chalicelib.carrier_gateway.application.causes import Cause, said_by, tenant_of
from chalicelib.carrier_gateway.application.executions import (
    SUPERSEDED,
    Attempt,
    Ending,
    Executions,
)
from chalicelib.carrier_gateway.domain.answering import ConversationUnknown
from chalicelib.carrier_gateway.domain.commands import Common, EndWaiting
from chalicelib.carrier_gateway.domain.task import stream_of, subject_of
from eventing.decider import Decider
from eventing.handle import Outcome, handle
from eventing.store import EventStore
from eventing.stream import Due, Stream

OVERDUE = "overdue"


class Talk(Protocol):
    """Where a conversation stands: `answers` is the current question, the `attempt`th."""

    @property
    def answers(self) -> str: ...
    @property
    def attempt(self) -> int: ...
    @property
    def callback_id(self) -> str: ...
    @property
    def is_open(self) -> bool:
        """Whether an answer is wanted."""
        ...

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the answer that is wanted should have come by `now`."""
        ...


Command = TypeVar("Command")
State = TypeVar("State", bound=Talk)
Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Desk(Generic[Command, State, Event]):
    """Where the conversations of one kind are held; `clock` gives the time of each decision.

    `due_next` says what events make due, `outcome` how the newest attempt ended, None if it did
    not.
    """

    decider: Decider[Command | Common, State, Event]
    due_next: Callable[[Sequence[Event], datetime], Due | None]
    outcome: Callable[[State], Ending | None]
    store: EventStore[Event]
    clock: Callable[[], datetime]
    executions: Executions

    def state(self, stream: Stream[Event]) -> State:
        """Return where a conversation stands."""
        return self.decider.replay(stream.events)

    def record(
        self, command: Command | Common, cause: Cause, stream: Stream[Event], *, name: str = ""
    ) -> Outcome[State, Event]:
        """Run `command` on what is known of its conversation; `name` names it, else its cause."""
        order_id, _ = subject_of(stream.stream_id)
        provenance = cause.provenance(order_id, self.clock(), name)
        told = handle(
            command,
            provenance,
            stream=stream,
            decider=self.decider,
            store=self.store,
            due=lambda events: self.due_next(events, provenance.at),
        )
        # What was answered before has been followed; a repeat may be there to make up for a fault.
        was_open = self.state(stream).is_open
        if told.state.attempt and (was_open or told.repeated or not told.events):
            self.executions.follow(_attempt(stream, told.state), self.outcome(told.state))
        return told

    def hear(self, partner: str, command: Command, stream: Stream[Event]) -> Outcome[State, Event]:
        """Take what a partner says by itself; said again, it changes nothing.

        Raises:
            ConversationUnknown: nobody was ever asked.
        """
        if not stream.commits:
            raise ConversationUnknown
        attempt = self.state(stream).attempt
        return self.record(command, said_by(partner, command, attempt, stream), stream)

    def begin(self, cause: Cause, stream: Stream[Event], talk: State, waits_s: int) -> None:
        """Let an execution wait for the answer to what `cause` asks, while one is wanted."""
        if talk.is_open and talk.answers == cause.event_id:
            self.executions.begin(_attempt(stream, talk), waits_s)

    def end_waiting(self, stream_id: str) -> None:
        """Let the task that a stream is about fail if its answer is overdue."""
        stream = self.store.read(stream_id)
        talk, now = self.state(stream), self.clock()
        if talk.is_overdue(now):
            cause = Cause(talk.answers, tenant_of(stream))
            self.record(EndWaiting(now), cause, stream, name=f"overdue:{talk.answers}")

    def ending(self, attempt: Attempt) -> Ending | None:
        """Return what came of `attempt`, None while an answer is wanted."""
        talk = self.state(self.store.read(stream_of(attempt.order_id, attempt.task_type)))
        return SUPERSEDED if talk.attempt > attempt.number else self.outcome(talk)


def agenda_of(partner_id: str) -> str:
    """Name the list in which a partner's calls wait."""
    return f"calls:{partner_id}"


def _attempt(stream: Stream[Event], talk: Talk) -> Attempt:
    """Return the attempt that a conversation is at."""
    return Attempt(*subject_of(stream.stream_id), talk.attempt, talk.callback_id)
