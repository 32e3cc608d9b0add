"""What every simulated partner works with: its book, its dials, its clock and its connection."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.behaviour import Behaviour
from sandbox.book import Book
from sandbox.chance import Chance
from sandbox.clock import Clock
from sandbox.connection import Connection
from sandbox.exchanges import Exchanges
from sandbox.messages import Document, Message
from sandbox.moments import instant


@dataclass
class Office:
    """`signs` says which of the two ways leads here: signed calls, or a password.

    `override` is what it was told of its connection since it started.
    `news` is set when there may be something to tell.
    """

    name: str
    book: Book
    connected: Callable[[], Connection]
    signs: bool = True
    behaviour: Behaviour = field(default_factory=Behaviour)
    override: dict[str, str] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)
    chance: Chance = field(default_factory=Chance)
    exchanges: Exchanges = field(default_factory=Exchanges)
    news: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Go on with the clock as it was, and tell what is due when it is changed."""
        if kept := self.book.noted("clock"):
            self.clock.restore(kept)
        self.clock.changed = self._clock_changed

    @property
    def connection(self) -> Connection:
        """What it knows from the start, but for what it was told since."""
        return replace(self.connected(), **self.override)

    def behave(self, wanted: dict[str, Any]) -> None:
        """Change the dials that `wanted` names.

        Raises:
            UnknownBehaviour: there is no such dial or value.
        """
        self.behaviour = self.behaviour.changed(wanted)
        if "seed" in wanted:
            self.chance = Chance(self.behaviour.seed)
        self.news.set()

    def connect(self, wanted: dict[str, str]) -> None:
        """Work with another gateway, or by other secrets; what `wanted` does not name stays."""
        self.override = {**self.override, **wanted}
        self.news.set()

    def forget(self) -> None:
        """Begin anew: book, clock, log, behaviour and connection."""
        with self.book.open():
            self.book.clear()
            self.behaviour, self.chance, self.override = Behaviour(), Chance(), {}
            self.clock.reset()
        self.exchanges.clear()

    def tell(self, about: str, after_s: float, label: str, path: str, body: Document) -> None:
        self.book.add_message(Message(about, self.clock.now() + after_s, label, path, body))
        self.news.set()

    def today(self) -> str:
        """Write the present moment, as it would be told."""
        return instant(self.clock.real(self.clock.now()))

    def _clock_changed(self) -> None:
        self.book.note("clock", self.clock.kept())
        self.news.set()
