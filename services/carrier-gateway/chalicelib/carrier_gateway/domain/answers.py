"""What can be answered to the questions of an order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.carrier_gateway.domain.consignment import Address, Line


class Decision(StrEnum):
    """What a person decided about an order."""

    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom letters go to; personal data."""

    name: str
    email: str
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Enrichment:
    """What a partner knows of an order; None and empty where it knows nothing."""

    customer: Customer | None = None
    ship_to: Address | None = None
    lines: tuple[Line, ...] = ()
    currency: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document: its key in the bucket, and what lies there; `size` is in bytes."""

    key: str
    number: str
    media_type: str
    size: int
    sha256: str
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A tax document is refused for a reason that other data may take away."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Review:
    """A person's decision, and why in that person's words."""

    decision: Decision
    note: str | None = None


Answer = Enrichment | Document | Rejection | Review
