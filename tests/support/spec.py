"""Tell a decision as a sentence: given what happened, when this is asked, then that follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import pytest

from eventing.decider import Decider, Refusal

Command = TypeVar("Command")
State = TypeVar("State")
Event = TypeVar("Event")


@dataclass(frozen=True)
class Spec(Generic[Command, State, Event]):
    """`Spec(ORDER).given(PLACED).when(CancelOrder("no")).then(CANCELLED)`; reusable."""

    decider: Decider[Command, State, Event]
    history: tuple[Event, ...] = ()
    command: Any = None

    def given(self, *events: Event) -> "Spec[Command, State, Event]":
        return replace(self, history=(*self.history, *events))

    def when(self, command: Command) -> "Spec[Command, State, Event]":
        return replace(self, command=command)

    def then(self, *events: Event) -> State:
        """Expect exactly `events`, and return the state after them."""
        __tracebackhide__ = True
        assert tuple(self.decided()) == events
        return self.decider.replay([*self.history, *events])

    def then_nothing(self) -> State:
        __tracebackhide__ = True
        return self.then()

    def then_refused(self, refusal: type[Refusal]) -> Refusal:
        __tracebackhide__ = True
        with pytest.raises(refusal) as raised:
            self.decided()
        return raised.value

    def decided(self) -> Sequence[Event]:
        """Return what the command leads to."""
        return self.decider.decide(self.decider.replay(self.history), self.command)
