"""The test orders that a partner has, or may have: all of them are to be taken back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.check.exchange import Ask, Seen

Order = Mapping[str, Any]


@dataclass
class Orders:
    """By order id; nobody knows whether the `doubted` ones were taken."""

    taken: dict[str, Order] = field(default_factory=dict)
    doubted: dict[str, Order] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)

    def note(self, asked: Ask, seen: Seen) -> None:
        order = asked.order
        if "order_id" not in order:
            return
        if seen.ok:
            self.taken[order["order_id"]] = order
            self.doubted.pop(order["order_id"], None)
        elif seen.is_unknown:
            self.doubted[order["order_id"]] = order

    def left(self) -> Iterator[Order]:
        """Return what is not cancelled yet."""
        for order_id, order in {**self.doubted, **self.taken}.items():
            if order_id not in self.cancelled:
                yield order
