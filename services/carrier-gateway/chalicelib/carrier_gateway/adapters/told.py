"""The forms of what partners tell, for the HTTP document.

The parsers of requests take any object, since a partner may have a form of its own; its form is
looked at only when what it tells is read.
"""

from typing import Any, Literal

from pydantic import BaseModel, RootModel

from chalicelib.carrier_gateway.adapters.callbacks import CallbackBody, ShippingOutput
from chalicelib.carrier_gateway.adapters.http_in import OrderId, TrackingNumber
from chalicelib.carrier_gateway.adapters.readings import DocumentSaid, EnrichmentSaid
from chalicelib.carrier_gateway.adapters.standard import NoticeSaid, ScanSaid, TrackingSaid


class OwnForm(RootModel[dict[str, Any]]):
    """The form of your own that was agreed upon."""


Output = ShippingOutput | DocumentSaid | EnrichmentSaid | OwnForm


class Callback(CallbackBody):
    """What came of a task; `task_output` is in the form of the task, or in your own."""

    task_output: Output | None = None  # type: ignore[assignment]


class Scans(BaseModel):
    """Several scans, at most 200; what all of them share may stand beside them."""

    type: Literal["tracking"]
    order_id: OrderId | None = None
    tracking_number: TrackingNumber | None = None
    scans: list[ScanSaid]


class TaskAnswer(Callback):
    """What came of a task, as a callback says it."""

    type: Literal["task"]


class Webhook(RootModel[TrackingSaid | Scans | TaskAnswer | NoticeSaid | OwnForm]):
    """Whatever happened."""
