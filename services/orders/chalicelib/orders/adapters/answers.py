"""What clients are answered, as the HTTP document says and tests hold every answer to."""

from typing import Any

from pydantic import AwareDatetime, BaseModel

from chalicelib.orders.adapters.http_in import AddressBody, CustomerBody, LineBody, Money
from chalicelib.orders.domain.order import Status


class OrderAnswer(BaseModel):
    """An order; what is not known yet is absent. `id` and `order_id` are the same."""

    id: str
    order_id: str
    state: Status
    reason: str
    version: int
    total: Money
    placed_at: AwareDatetime
    shipping_status: str | None = None
    tracking_number: str | None = None
    shipped_at: AwareDatetime | None = None
    delivered_at: AwareDatetime | None = None
    external_id: str | None = None
    channel: str
    customer: CustomerBody
    ship_to: AddressBody
    lines: list[LineBody]
    currency: str
    carrier: str
    dispatch_by: AwareDatetime | None = None
    notes: str | None = None


class MetadataAnswer(BaseModel):
    """Who caused an event, and where it stands in the order's stream."""

    event_id: str
    occurred_at: AwareDatetime
    tenant_id: str
    stream_id: str
    stream_version: int
    correlation_id: str
    causation_id: str
    actor: str


class EventAnswer(BaseModel):
    """An event as it was published; `data` is what the contract of its `detail_type` says."""

    detail_type: str
    source: str
    metadata: MetadataAnswer
    data: dict[str, Any]


class HistoryAnswer(BaseModel):
    """All that happened to an order, the first event first."""

    events: list[EventAnswer]
