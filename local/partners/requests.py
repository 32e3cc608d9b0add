"""What a carrier is asked, and what it answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Headers = Mapping[str, str]
"""By names in lower case."""

_CANCELLATION = re.compile(r"/orders/(?P<order_id>[^/]+)/cancellation")


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    path: str
    headers: Headers
    body: bytes

    @property
    def is_shipment(self) -> bool:
        return self.path == "/orders"

    @property
    def cancelled_order(self) -> str | None:
        """The order that is to be cancelled, where that is what is asked."""
        found = _CANCELLATION.fullmatch(self.path)
        return found["order_id"] if found else None


@dataclass(frozen=True)
class Answer:
    """`body` None is hanging up; text that is no JSON is sent as it is."""

    status: int
    body: dict[str, Any] | str | None
    headers: Headers = field(default_factory=dict)
