"""Run a command: decide, append one commit, and decide again when another was first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from eventing.decider import Decider
from eventing.store import CommandConflict, EventStore, StaleStream
from eventing.stream import Commit, Due, Provenance, Stream

Command = TypeVar("Command")
State = TypeVar("State")
Event = TypeVar("Event")

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Outcome(Generic[State, Event]):
    """What a command led to: the state right after it, and whether it had been handled before."""

    state: State
    version: int
    events: tuple[Event, ...]
    repeated: bool


def handle(
    command: Command,
    provenance: Provenance,
    *,
    stream: Stream[Event],
    decider: Decider[Command, State, Event],
    store: EventStore[Event],
    due: Callable[[Sequence[Event]], Due | None] = lambda _: None,
) -> Outcome[State, Event]:
    """Append what `command` leads to, and return it.

    `stream` is what is known of the stream: as read before, or empty where the command is
    likely to be the first, which spares a read.
    A command handled before is answered as it was then.

    Raises:
        Refusal: the domain says no.
        CommandConflict: the command id was used before with other input.
        StaleStream: others were first each time.
    """
    for attempt in range(1, ATTEMPTS + 1):
        if earlier := stream.commit_of(provenance.command_id):
            return _answer_again(stream, earlier, provenance, decider)
        events = tuple(decider.decide(decider.replay(stream.events), command))
        if not events:
            return Outcome(decider.replay(stream.events), stream.version, (), repeated=False)
        commit = Commit(stream.stream_id, stream.version + 1, events, provenance)
        try:
            stored = store.append(commit, due=due(events))
        except StaleStream:
            if attempt == ATTEMPTS:
                raise
            stream = store.read(stream.stream_id)
        else:
            return _answer(stream, stored, decider, repeated=stored.provenance != provenance)
    raise AssertionError("unreachable")


def _answer_again(
    stream: Stream[Event],
    earlier: Commit[Event],
    provenance: Provenance,
    decider: Decider[Command, State, Event],
) -> Outcome[State, Event]:
    if earlier.provenance.fingerprint != provenance.fingerprint:
        raise CommandConflict(provenance.command_id)
    return _answer(stream.until(earlier.version - 1), earlier, decider, repeated=True)


def _answer(
    before: Stream[Event],
    commit: Commit[Event],
    decider: Decider[Command, State, Event],
    *,
    repeated: bool,
) -> Outcome[State, Event]:
    state = decider.replay([*before.events, *commit.events])
    return Outcome(state, commit.last_version, commit.events, repeated)
