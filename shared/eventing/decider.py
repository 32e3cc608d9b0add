"""Decide what a command leads to, and fold events into state: the pure heart of every aggregate."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

Command = TypeVar("Command")
State = TypeVar("State")
Event = TypeVar("Event")


class Refusal(Exception):
    """The domain says no; told to the caller at the edge and never retried."""


@dataclass(frozen=True, slots=True)
class Decider(Generic[Command, State, Event]):
    """One aggregate: its first state, its decisions and what its events mean.

    `decide` and `evolve` call nothing outside; times and ids come in with the command.
    """

    initial: State
    decide: Callable[[State, Command], Sequence[Event]]
    evolve: Callable[[State, Event], State]

    def replay(self, history: Iterable[Event]) -> State:
        """Return the state that `history` leads to."""
        return reduce(self.evolve, history, self.initial)
