"""What a due call is about: each kind of conversation says it of its own calls."""

from datetime import datetime
from typing import Protocol, TypeVar

from chalicelib.carrier_gateway.application.calls import Call, NoReply, Reply
from chalicelib.carrier_gateway.application.verdicts import TryAgain
from chalicelib.carrier_gateway.domain.partner import Partner

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
