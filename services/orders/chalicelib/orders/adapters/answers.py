"""What clients are answered, as the HTTP document says and tests hold every answer to."""

from typing import Any

from pydantic import AwareDatetime, BaseModel

from chalicelib.orders.adapters.http_in import AddressBody, CustomerBody, LineBody, Money
from chalicelib.orders.domain.order import Status


class ExceptionAnswer(BaseModel):
    """Why an order waits for a person, and since when."""

    id: str
    stage: str
    code: str
    message: str
    retryable: bool
    since: AwareDatetime | None = None


class TaxDocumentAnswer(BaseModel):
    """The order's tax document, as its issuer calls it."""

    number: str
    media_type: str
    size: int
    sha256: str
    issued_at: AwareDatetime | None = None


class OrderAnswer(BaseModel):
    """An order; what is not known yet is absent. `id` and `order_id` are the same.

    `answers` is the id of the event that asked for what the order waits for.
    """

    id: str
    order_id: str
    state: Status
    reason: str
    version: int
    total: Money | None = None
    placed_at: AwareDatetime
    answers: str | None = None
    exception: ExceptionAnswer | None = None
    tax_document: TaxDocumentAnswer | None = None
    attributes: dict[str, str] | None = None
    shipping_status: str | None = None
    tracking_number: str | None = None
    shipped_at: AwareDatetime | None = None
    delivered_at: AwareDatetime | None = None
    external_id: str | None = None
    channel: str
    customer: CustomerBody | None = None
    ship_to: AddressBody | None = None
    lines: list[LineBody] | None = None
    currency: str | None = None
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
