"""What can have happened to an order, as it is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from chalicelib.orders.domain.details import Amendment, Consignment, Document, OrderDetails
from chalicelib.orders.domain.plan import Plan


class Resolution(StrEnum):
    """How a person ends an exception."""

    RETRY = "retry"
    CORRECT = "correct"
    ACCEPT_FACT = "accept_fact"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Fact:
    """What another context said, word for word, kept where it contradicts the order's state."""

    detail_type: str
    event_id: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """A client placed the order; `plan` is what its channel wanted at that time."""

    details: OrderDetails
    placed_at: datetime
    plan: Plan = field(default_factory=Plan)


@dataclass(frozen=True, slots=True)
class EnrichmentRequested:
    """A partner is to complete the order, above all the fields `wanted`."""

    partner: str
    wanted: tuple[str, ...]
    details: OrderDetails


@dataclass(frozen=True, slots=True)
class ReviewRequested:
    """A person is to look at the order, by the channel's rule `rule`."""

    rule: str
    message: str
    total: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class TaxDocumentRequested:
    """A provider is to issue the tax document of the order as it is here."""

    partner: str
    details: OrderDetails


@dataclass(frozen=True, slots=True)
class OrderReadyToShip:
    """Nothing is left to do before shipping: the carrier's turn."""

    consignment: Consignment


@dataclass(frozen=True, slots=True)
class Enriched:
    """A partner told what it knows of the order."""

    partner: str
    amendment: Amendment
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A person let the order go on."""

    note: str | None


@dataclass(frozen=True, slots=True)
class TaxDocumentIssued:
    """The order has its tax document."""

    partner: str
    document: Document


@dataclass(frozen=True, slots=True)
class ShipmentAccepted:
    """The carrier took the order."""

    carrier: str
    shipping_status: str
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class OrderShipped:
    """The parcel left."""

    carrier: str
    shipped_at: datetime
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class OrderDelivered:
    """The parcel arrived."""

    carrier: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class ExceptionRaised:
    """The order cannot go on by itself; a person decides.

    A system of the client's may have said so (`by_client`), while the open question still stands.
    """

    stage: str
    code: str
    message: str
    retryable: bool
    fact: Fact | None
    raised_at: datetime | None = None
    by_client: bool = False


@dataclass(frozen=True, slots=True)
class ExceptionResolved:
    """A person decided how the exception raised at version `exception` ends."""

    exception: int
    resolution: Resolution
    stage: str
    amendment: Amendment | None = None


@dataclass(frozen=True, slots=True)
class ExceptionResolutionRefused:
    """What a person decided came too late or does not fit; nothing was changed."""

    exception_id: str
    resolution: Resolution
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """The order was called off before it shipped."""

    carrier: str
    reason: str | None


Question = EnrichmentRequested | ReviewRequested | TaxDocumentRequested | OrderReadyToShip
StageAnswer = Enriched | Reviewed | TaxDocumentIssued
ParcelEvent = ShipmentAccepted | OrderShipped | OrderDelivered
Event = (
    OrderPlaced
    | EnrichmentRequested
    | ReviewRequested
    | TaxDocumentRequested
    | OrderReadyToShip
    | Enriched
    | Reviewed
    | TaxDocumentIssued
    | ShipmentAccepted
    | OrderShipped
    | OrderDelivered
    | ExceptionRaised
    | ExceptionResolved
    | ExceptionResolutionRefused
    | OrderCancelled
)
