"""What can be asked of an order, and what it can be told.

`answers` is the version of the order's event that asked for what is told; only the current
question can be answered. `said_at` is when it was said.
"""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.orders.domain.details import Amendment, Document, OrderDetails
from chalicelib.orders.domain.events import Fact, Resolution
from chalicelib.orders.domain.plan import Plan, Stage


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Take this order; `plan` is what its channel wants now."""

    details: OrderDetails
    placed_at: datetime
    plan: Plan = field(default_factory=Plan)


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Call the order off."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class RaiseException:
    """A system of the client says that the order cannot go on; without `stage` where it stands."""

    stage: str | None
    code: str
    message: str
    retryable: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class ResolveException:
    """A person decided about an exception.

    `exception` is its version, 0 where `exception_id` is of another order; `wrong` says what is
    wrong with the corrections, if something is.
    """

    exception: int
    exception_id: str
    resolution: Resolution
    amendment: Amendment | None = None
    wrong: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RecordStageFailure:
    """Nothing came of the question of a stage."""

    answers: int
    stage: Stage
    code: str
    message: str
    retryable: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Nothing came of the question of a stage, and it may be put once more."""

    failure: RecordStageFailure


@dataclass(frozen=True, slots=True)
class RecordEnrichment:
    """A partner told what it knows of the order."""

    answers: int
    partner: str
    amendment: Amendment
    attributes: dict[str, str]
    said_at: datetime


@dataclass(frozen=True, slots=True)
class RecordReview:
    """A person approved the order, or rejected it."""

    answers: int
    approved: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class RecordTaxDocument:
    """The tax document was issued; `fact` is what was said."""

    answers: int
    partner: str
    document: Document
    fact: Fact
    said_at: datetime


@dataclass(frozen=True, slots=True)
class RecordAcceptance:
    """The carrier took the order."""

    answers: int
    shipping_status: str
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class RecordShipment:
    """The carrier shipped the parcel; `fact` is what it said."""

    answers: int
    shipped_at: datetime
    tracking_number: str | None
    fact: Fact
    said_at: datetime


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    """The carrier delivered the parcel; `fact` is what it said."""

    answers: int
    delivered_at: datetime
    fact: Fact
    said_at: datetime


@dataclass(frozen=True, slots=True)
class RecordReturn:
    """The parcel is on its way back to its sender."""

    answers: int
    said_at: datetime


StageCommand = AskAgain | RecordStageFailure | RecordEnrichment | RecordReview | RecordTaxDocument
ParcelCommand = RecordAcceptance | RecordShipment | RecordDelivery | RecordReturn
Command = (
    PlaceOrder
    | CancelOrder
    | RaiseException
    | ResolveException
    | AskAgain
    | RecordStageFailure
    | RecordEnrichment
    | RecordReview
    | RecordTaxDocument
    | RecordAcceptance
    | RecordShipment
    | RecordDelivery
    | RecordReturn
)
