"""A partner's outages, one after another: when each began, and when it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from eventing.decider import Decider


@dataclass(frozen=True, slots=True)
class Began:
    """It does not answer: it failed so many times since then, the last time for `cause`."""

    partner: str
    since: datetime
    failures: int
    cause: str


@dataclass(frozen=True, slots=True)
class Ended:
    """It answers again."""

    partner: str
    at: datetime


Command = Began | Ended


@dataclass(frozen=True, slots=True)
class OutageBegan:
    """Calls to a partner are held."""

    partner: str
    since: datetime
    failures: int
    cause: str


@dataclass(frozen=True, slots=True)
class OutageEnded:
    """Calls to a partner are made again."""

    partner: str
    since: datetime
    until: datetime


Event = OutageBegan | OutageEnded


def decide(since: datetime | None, command: Command) -> Sequence[Event]:
    """Return what is new; `since` is when the present outage began, None where there is none."""
    match command:
        case Began(partner, began, failures, cause):
            return [] if since else [OutageBegan(partner, began, failures, cause)]
        case Ended(partner, at):
            return [OutageEnded(partner, since, at)] if since else []
        case _:
            assert_never(command)


def evolve(_: datetime | None, event: Event) -> datetime | None:
    """Return when the outage began that there is after `event`."""
    return event.since if isinstance(event, OutageBegan) else None


OUTAGE: Decider[Command, datetime | None, Event] = Decider(None, decide, evolve)
