"""How events are written down: under names apart from class names, upcast on reading."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from eventing.fields import fields_of

Event = TypeVar("Event")


class UnknownStoredName(Exception):
    """A stored event's name is in no table: newer code wrote it, or a name was taken away."""


class UnreadableEvent(Exception):
    """A stored event does not fit its class; the message names fields, never values."""


@dataclass(frozen=True, slots=True)
class Upcast:
    """Turns the stored data of one name into that of the next."""

    to: str
    change: Callable[[dict[str, Any]], dict[str, Any]]


class Codec(Generic[Event]):
    """Writes and reads events as JSON under names that stay for ever.

    `stored` has each class once, under its newest name; `upcasts` leads every older name to it.
    """

    def __init__(
        self, stored: Mapping[str, type[Event]], upcasts: Mapping[str, Upcast] | None = None
    ) -> None:
        self._kinds = dict(stored)
        self._names = {kind: name for name, kind in stored.items()}
        self._upcasts = dict(upcasts or {})
        self._adapters: dict[type[Event], TypeAdapter[Event]] = {}
        if lost := {upcast.to for upcast in self._upcasts.values()} - self.names:
            raise UnknownStoredName(*lost)

    @property
    def names(self) -> frozenset[str]:
        """Every stored name that can be read."""
        return frozenset(self._kinds) | frozenset(self._upcasts)

    def encode(self, events: Sequence[Event]) -> str:
        """Return `events` as a JSON list of `[stored name, data]`."""
        return f"[{','.join(map(self._written, events))}]"

    def decode(self, text: str) -> tuple[Event, ...]:
        """Read what `encode` of this or an older version wrote."""
        return tuple(self.decode_one(name, data) for name, data in json.loads(text))

    def decode_one(self, name: str, data: dict[str, Any]) -> Event:
        """Read one stored event.

        Raises:
            UnknownStoredName: no class and no upcast has this name.
            UnreadableEvent: the data is not what the class takes.
        """
        while upcast := self._upcasts.get(name):
            name, data = upcast.to, upcast.change(data)
        if name not in self._kinds:
            raise UnknownStoredName(name)
        try:
            return self._adapter(self._kinds[name]).validate_python(data)
        except ValidationError as error:
            raise UnreadableEvent(fields_of(error)) from None

    def _written(self, event: Event) -> str:
        kind = type(event)
        data = self._adapter(kind).dump_json(event).decode()
        return f"[{json.dumps(self._names[kind])},{data}]"

    def _adapter(self, kind: type[Event]) -> TypeAdapter[Event]:
        """Build each class's adapter on its first use: a cold start needs but one or two."""
        if kind not in self._adapters:
            self._adapters[kind] = TypeAdapter(kind)
        return self._adapters[kind]
