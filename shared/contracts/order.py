"""The contracts order.*: generated from schemas/order by `make codegen`; do not edit."""

from typing import Annotated, Any, Literal

from pydantic import Field

from contracts.contract import Contract, Instant

from .parts import Address, ContradictingFact, Corrections, Customer, Document, Line, StreamHead


class OrderAuditDigestV1(Contract):
    """How far every order stream had come that was touched in a window of time, so that whoever follows the whole feed can tell what it missed."""

    DETAIL_TYPE = "order.audit_digest.v1"
    SOURCE = "waybill.orders"

    from_: Annotated[Instant, Field(alias="from")]
    """Start of the window, within it."""
    until: Instant
    """End of the window, outside of it."""
    part: Annotated[int, Field(ge=1)]
    """Which part of the window's digest this is, from 1."""
    parts: Annotated[int, Field(ge=1)]
    """How many parts the window's digest has."""
    streams: list[StreamHead]
    """Every stream touched in the window, with its last version."""


class OrderCancelledV1(Contract):
    """The order was cancelled before the parcel left; its carrier is told."""

    DETAIL_TYPE = "order.cancelled.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    reason: Annotated[str | None, Field(max_length=500, min_length=1)] = None
    """Why, in the words of whoever cancelled, free text."""


class OrderDeliveredV1(Contract):
    """The parcel arrived; the order's life ends here."""

    DETAIL_TYPE = "order.delivered.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    delivered_at: Instant
    """When the parcel arrived, as the carrier says."""


class OrderEnrichedV1(Contract):
    """What a partner knew was added to the order; each field given replaces what was there."""

    DETAIL_TYPE = "order.enriched.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    customer: Customer | None = None
    ship_to: Address | None = None
    lines: Annotated[list[Line] | None, Field(min_length=1)] = None
    """What is ordered."""
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    """The currency of all amounts (ISO 4217)."""
    total: Annotated[str | None, Field(pattern="^[0-9]{1,12}(\\.[0-9]{1,4})?$")] = None
    """The sum of all lines."""
    attributes: dict[str, Any] | None = None
    """What else the partner knows, as text by name."""


class OrderEnrichmentRequestedV1(Contract):
    """A partner is to complete the order: the channel left fields to it."""

    DETAIL_TYPE = "order.enrichment_requested.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    wanted: list[Literal["customer", "ship_to", "lines"]]
    """The fields that the order cannot go on without."""
    external_id: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The order's id in the system of the client who placed it."""
    channel: Annotated[str, Field(max_length=64, min_length=1)]
    """Where the order came from, in the client's words."""
    customer: Customer | None = None
    ship_to: Address | None = None
    lines: Annotated[list[Line] | None, Field(min_length=1)] = None
    """What is ordered."""
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    """The currency of all amounts (ISO 4217)."""
    notes: Annotated[str | None, Field(max_length=2000, min_length=1)] = None
    """What the client wrote beside the order, free text."""


class OrderExceptionRaisedV1(Contract):
    """The order cannot go on by itself and waits for a person. If a fact contradicted the order's state, that fact is in it and is not lost."""

    DETAIL_TYPE = "order.exception_raised.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    exception_id: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The exception, named by the id of this event."""
    stage: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """Where in its life the order stopped, such as 'shipping'."""
    code: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""
    retryable: bool
    """Whether trying the same again may succeed."""
    fact: ContradictingFact | None = None


class OrderExceptionResolutionRefusedV1(Contract):
    """A person's decision about an exception came too late, or does not fit it; nothing was changed."""

    DETAIL_TYPE = "order.exception_resolution_refused.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    exception_id: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The exception that was to be resolved."""
    resolution: Literal["retry", "correct", "accept_fact", "cancel"]
    """How the exception ends: the stage again, the stage again with other data, the contradicting fact believed, or the order called off."""
    code: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""


class OrderExceptionResolvedV1(Contract):
    """A person decided how the order goes on after an exception."""

    DETAIL_TYPE = "order.exception_resolved.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    exception_id: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The exception that ends here."""
    resolution: Literal["retry", "correct", "accept_fact", "cancel"]
    """How the exception ends: the stage again, the stage again with other data, the contradicting fact believed, or the order called off."""
    stage: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """Where in its life the order stopped, such as 'shipping'."""
    corrections: Corrections | None = None


class OrderMessageParkedV1(Contract):
    """A message could not be processed and waits in the service's parked table for a person to redrive or discard it."""

    DETAIL_TYPE = "order.message_parked.v1"
    SOURCE = "waybill.orders"

    parked_id: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The parked message, the id to redrive it by."""
    queue: Annotated[str, Field(max_length=80, pattern="^\\S+$")]
    """The queue it came through."""
    reason: Annotated[str, Field(max_length=1024, min_length=1)]
    """Why it was parked, for people; it holds no personal data."""
    detail_type: Annotated[
        str | None, Field(pattern="^[a-z][a-z_]*\\.[a-z][a-z_]*\\.v[1-9][0-9]*$")
    ] = None
    """What the message was, if it was an event."""
    event_id: Annotated[str | None, Field(max_length=256, pattern="^\\S+$")] = None
    """Which event it was, if it was one."""
    receives: Annotated[int | None, Field(ge=1)] = None
    """How often it had been received."""


class OrderPlacedV1(Contract):
    """A client placed an order and it was stored. It carries what a letter to the customer needs, not where the parcel goes; a channel may leave customer and lines to an enrichment."""

    DETAIL_TYPE = "order.placed.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    external_id: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The order's id in the system of the client who placed it."""
    channel: Annotated[str, Field(max_length=64, min_length=1)]
    """Where the order came from, in the client's words."""
    customer: Customer | None = None
    lines: Annotated[list[Line] | None, Field(min_length=1)] = None
    """What is ordered."""
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    """The currency of all amounts (ISO 4217)."""
    total: Annotated[str | None, Field(pattern="^[0-9]{1,12}(\\.[0-9]{1,4})?$")] = None
    """The sum of all lines."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    dispatch_by: Instant | None = None
    """When the parcel must have left, if the client asked for it."""
    notes: Annotated[str | None, Field(max_length=2000, min_length=1)] = None
    """What the client wrote beside the order, free text."""


class OrderPublicationFailedV1(Contract):
    """A stored event could not be published as its contract; this stands in its place until it is republished."""

    DETAIL_TYPE = "order.publication_failed.v1"
    SOURCE = "waybill.orders"

    failed_event_id: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The event that is missing on the bus."""
    detail_type: Annotated[
        str | None, Field(pattern="^[a-z][a-z_]*\\.[a-z][a-z_]*\\.v[1-9][0-9]*$")
    ] = None
    """What it would have been published as, if known."""
    code: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""


class OrderReadyToShipV1(Contract):
    """Nothing is left to do before shipping: the order's carrier can be asked. It carries all that a shipment needs."""

    DETAIL_TYPE = "order.ready_to_ship.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    external_id: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The order's id in the system of the client who placed it."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    ship_to: Address
    lines: Annotated[list[Line], Field(min_length=1)]
    """What is ordered."""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    """The currency of all amounts (ISO 4217)."""
    total: Annotated[str, Field(pattern="^[0-9]{1,12}(\\.[0-9]{1,4})?$")]
    """The sum of all lines."""
    dispatch_by: Instant | None = None
    """When the parcel must have left, if the client asked for it."""


class OrderReviewRequestedV1(Contract):
    """A person is to look at the order before it goes on, by a rule of its channel."""

    DETAIL_TYPE = "order.review_requested.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    rule: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""
    total: Annotated[str | None, Field(pattern="^[0-9]{1,12}(\\.[0-9]{1,4})?$")] = None
    """The sum of all lines."""
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    """The currency of all amounts (ISO 4217)."""


class OrderReviewedV1(Contract):
    """A person looked at the order and let it go on."""

    DETAIL_TYPE = "order.reviewed.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    note: Annotated[str | None, Field(max_length=500, min_length=1)] = None
    """Why, in the words of who decided."""


class OrderShipmentAcceptedV1(Contract):
    """The carrier took the order; the parcel has not left yet."""

    DETAIL_TYPE = "order.shipment_accepted.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    shipping_status: Annotated[str, Field(max_length=128, min_length=1)]
    """What the carrier says of the shipment, in its own words."""
    tracking_number: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The carrier's number for following the parcel."""


class OrderShippedV1(Contract):
    """The parcel left."""

    DETAIL_TYPE = "order.shipped.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    shipped_at: Instant
    """When the parcel left, as the carrier says."""
    tracking_number: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The carrier's number for following the parcel."""


class OrderTaxDocumentIssuedV1(Contract):
    """The order has its tax document, and its processing begins."""

    DETAIL_TYPE = "order.tax_document_issued.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    document: Document


class OrderTaxDocumentRequestedV1(Contract):
    """The order's tax document is to be issued."""

    DETAIL_TYPE = "order.tax_document_requested.v1"
    SOURCE = "waybill.orders"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    external_id: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The order's id in the system of the client who placed it."""
    customer: Customer
    ship_to: Address
    lines: Annotated[list[Line], Field(min_length=1)]
    """What is ordered."""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    """The currency of all amounts (ISO 4217)."""
    total: Annotated[str, Field(pattern="^[0-9]{1,12}(\\.[0-9]{1,4})?$")]
    """The sum of all lines."""
