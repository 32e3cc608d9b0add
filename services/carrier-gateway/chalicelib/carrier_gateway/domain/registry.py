"""One partner's entry in the registry as it changes: who did what to it, and what it then was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.decider import Refusal


class NotRegistered(Refusal):
    """There is no such partner."""

    def __init__(self) -> None:
        super().__init__("There is no such partner.")


class Change(StrEnum):
    """What was done."""

    REGISTERED = "registered"
    CHANGED = "changed"
    SECRET_ROTATED = "secret_rotated"  # noqa: S105 - the name of a fact
    PAUSED = "paused"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class PutEntry:
    """Add a partner, or change what is known of it; whether it is paused stays as it is."""

    by: str
    entry: Partner


@dataclass(frozen=True, slots=True)
class RotateSecret:
    """It has a new signing secret."""

    by: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Call it no more, until further notice."""

    by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Call it again."""

    by: str


Command = PutEntry | RotateSecret | Pause | Resume


@dataclass(frozen=True, slots=True)
class PartnerChanged:
    """What was done by whom, and the whole entry after it."""

    entry: Partner
    change: Change
    by: str
    reason: str | None = None


def decide(entry: Partner | None, command: Command) -> Sequence[PartnerChanged]:
    """Return what `command` leads to; nothing for what is so already.

    Raises:
        NotRegistered: there is no entry, and none was given.
    """
    if isinstance(command, PutEntry):
        return _put(entry, command)
    if entry is None:
        raise NotRegistered
    match command:
        case RotateSecret(by):
            return [PartnerChanged(entry, Change.SECRET_ROTATED, by)]
        case Pause(by, reason):
            paused = PartnerChanged(replace(entry, paused=True), Change.PAUSED, by, reason)
            return [] if entry.paused else [paused]
        case Resume(by):
            resumed = PartnerChanged(replace(entry, paused=False), Change.RESUMED, by)
            return [resumed] if entry.paused else []
        case _:
            assert_never(command)


def _put(before: Partner | None, command: PutEntry) -> Sequence[PartnerChanged]:
    if before is None:
        return [PartnerChanged(command.entry, Change.REGISTERED, command.by)]
    after = replace(command.entry, paused=before.paused)
    return [PartnerChanged(after, Change.CHANGED, command.by)] if after != before else []


def evolve(_: Partner | None, event: PartnerChanged) -> Partner | None:
    """Return the entry after `event`."""
    return event.entry
