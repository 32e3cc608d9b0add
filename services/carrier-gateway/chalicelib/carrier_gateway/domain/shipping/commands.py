"""What can be asked of a conversation with a carrier, and what it can be told.

`answers` is the id of the order's event that asked; only the current question can be answered.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.carrier_gateway.domain.commands import (
    EndWaiting,
    FailByCallback,
    RecordFailure,
    RecordTaken,
)
from chalicelib.carrier_gateway.domain.consignment import Consignment
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.scan import RecordScan
from chalicelib.carrier_gateway.domain.shipping.events import Outcome


@dataclass(frozen=True, slots=True)
class RequestShipment:
    """Ask the carrier to ship; `way` None: no such carrier is known.

    `answer_by` is when the answer counts as overdue, where EventBridge carries the request and
    nobody here sees it taken.
    """

    carrier: str
    way: Way | None
    answers: str
    consignment: Consignment
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class CancelShipment:
    """The order was cancelled: see to it that the carrier does not ship."""

    carrier: str
    answers: str


@dataclass(frozen=True, slots=True)
class TellFormerCarrier:
    """Tell a carrier that was asked before, and may have the order, of its cancellation."""

    carrier: str


@dataclass(frozen=True, slots=True)
class RecordAcceptance:
    """The carrier will ship."""

    answers: str
    shipping_status: str
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class AcceptByCallback:
    """`partner` answers later that it will ship; `callback_id` names the request, if given."""

    partner: str
    callback_id: str | None
    shipping_status: str
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class RecordCancellation:
    """The carrier was told of the cancellation, or could not be."""

    carrier: str
    answers: str
    outcome: Outcome
    message: str | None


@dataclass(frozen=True, slots=True)
class DoubtWithdrawal:
    """The request was withdrawn after an attempt: the carrier may have the order after all."""

    answers: str


@dataclass(frozen=True, slots=True)
class ConfirmShipment:
    """`partner` says that it shipped the parcel."""

    partner: str
    shipped_at: datetime
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class ConfirmDelivery:
    """`partner` says that it delivered the parcel."""

    partner: str
    delivered_at: datetime


Command = (
    RequestShipment
    | CancelShipment
    | TellFormerCarrier
    | RecordTaken
    | RecordAcceptance
    | RecordFailure
    | EndWaiting
    | AcceptByCallback
    | FailByCallback
    | RecordCancellation
    | DoubtWithdrawal
    | ConfirmShipment
    | ConfirmDelivery
    | RecordScan
)
