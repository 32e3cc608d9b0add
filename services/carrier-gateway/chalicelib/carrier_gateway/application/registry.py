"""The use cases of administrators: who the partners are, their secrets, and who is paused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from chalicelib.carrier_gateway.application.causes import TENANT, Cause
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from chalicelib.carrier_gateway.domain.registry import (
    Command,
    NotRegistered,
    PartnerChanged,
    PutEntry,
    RotateSecret,
    decide,
    evolve,
)
from eventing.decider import Decider
from eventing.handle import handle
from eventing.store import EventStore


class Entries(Protocol):
    """The entries as everything else reads them."""

    def fresh(self, partner_id: str) -> Partner | None:
        """Return an entry as it is now, None where there is none."""
        ...

    def put(self, partner: Partner, version: int) -> None:
        """Write an entry as it was at `version` of its stream, unless a later one is there."""
        ...


class Secrets(Protocol):
    """What partners sign with."""

    def ensure(self, partner_id: str) -> str | None:
        """Give a partner its first signing secret and return it; None where it has one."""
        ...

    def rotate(self, partner_id: str, name: str) -> str:
        """Add a signing secret and return it: the same again for the same `name`."""
        ...


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of an entry; `secret` is the signing secret that was made for it, if one was."""

    entry: Partner
    created: bool
    secret: str | None


@dataclass(frozen=True, slots=True)
class Registry:
    """Changes entries: the event first, then the entry, so that a repeat mends what a crash left.

    `check_url` raises PartnerInvalid for what may not be called.
    """

    store: EventStore[PartnerChanged]
    entries: Entries
    secrets: Secrets
    check_url: Callable[[str], None]
    clock: Callable[[], datetime]

    def put(self, entry: Partner, by: str) -> Registered:
        """Add or change a partner; one that signs, or is called by us, has a secret after this.

        Raises:
            PartnerInvalid: the entry cannot be taken.
        """
        if entry.url:
            self.check_url(entry.url)
        created = self.entries.fresh(entry.id) is None
        after = self.change(entry.id, PutEntry(by, entry))
        signs = entry.way is Way.SIGNED or (entry.way is Way.NONE and entry.signs)
        return Registered(after, created, self.secrets.ensure(entry.id) if signs else None)

    def rotate(self, partner_id: str, by: str, key: str | None = None) -> str:
        """Return one more signing secret of a partner; the one before stays valid beside it.

        Repeated with the same `key`, it is the same secret, so a lost answer costs nothing.

        Raises:
            NotRegistered: there is no such partner.
        """
        if self.entries.fresh(partner_id) is None:
            raise NotRegistered
        name = key or uuid4().hex
        secret = self.secrets.rotate(partner_id, name)
        self.change(partner_id, RotateSecret(by), name=f"rotate:{name}")
        return secret

    def change(self, partner_id: str, command: Command, *, name: str = "") -> Partner:
        """Do what `command` says and return the entry after it.

        Raises:
            NotRegistered: there is no such partner.
        """
        entry = self.entries.fresh(partner_id)
        if entry is None and not isinstance(command, PutEntry):
            raise NotRegistered
        stream_id = f"partner:{partner_id}"
        cause = Cause(name or uuid4().hex, TENANT, command.by)
        provenance = cause.provenance(stream_id, self.clock())
        # An entry from before there were events is where they begin.
        decider = Decider(entry, decide, evolve)
        stream = self.store.read(stream_id)
        done = handle(command, provenance, stream=stream, decider=decider, store=self.store)
        if done.state is None:
            raise NotRegistered
        self.entries.put(done.state, done.version)
        return done.state
