"""The contracts carrier.*: generated from schemas/carrier by `make codegen`; do not edit."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.contract import Contract, Instant

from .parts import Address, Line, StreamHead


class CarrierAuditDigestV1(Contract):
    """How far every carrier stream had come that was touched in a window of time, so that whoever follows the whole feed can tell what it missed."""

    DETAIL_TYPE = "carrier.audit_digest.v1"
    SOURCE = "waybill.carrier-gateway"

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


class CarrierCancellationAnsweredV1(Contract):
    """How telling one carrier of a cancellation ended. An order that several carriers may have gets one for each; after `withdrawn` another may follow, if the request was sent after all."""

    DETAIL_TYPE = "carrier.cancellation_answered.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.cancelled that this answers."""
    outcome: Literal["withdrawn", "confirmed", "refused", "unreachable"]
    """Withdrawn before the carrier was asked, as far as is known; confirmed or refused by the carrier, or the carrier could not be reached."""
    message: Annotated[str | None, Field(max_length=1024, min_length=1)] = None
    """What happened, for people; it holds no personal data."""


class CarrierCancellationRequestedV1(Contract):
    """The carrier is being told that the order was cancelled."""

    DETAIL_TYPE = "carrier.cancellation_requested.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.cancelled that this answers."""


class CarrierMessageParkedV1(Contract):
    """A message could not be processed and waits in the service's parked table for a person to redrive or discard it."""

    DETAIL_TYPE = "carrier.message_parked.v1"
    SOURCE = "waybill.carrier-gateway"

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


class CarrierOrderDeliveredV1(Contract):
    """The carrier says that the parcel arrived."""

    DETAIL_TYPE = "carrier.order_delivered.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.ready_to_ship that this answers."""
    delivered_at: Instant
    """When the parcel arrived, as the carrier says."""


class CarrierOrderShippedV1(Contract):
    """The carrier says that the parcel left."""

    DETAIL_TYPE = "carrier.order_shipped.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.ready_to_ship that this answers."""
    shipped_at: Instant
    """When the parcel left, as the carrier says."""
    tracking_number: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The carrier's number for following the parcel."""


class CarrierPublicationFailedV1(Contract):
    """A stored event could not be published as its contract; this stands in its place until it is republished."""

    DETAIL_TYPE = "carrier.publication_failed.v1"
    SOURCE = "waybill.carrier-gateway"

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


class CarrierShipmentAcceptedV1(Contract):
    """The carrier answered that it will ship the order."""

    DETAIL_TYPE = "carrier.shipment_accepted.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.ready_to_ship that this answers."""
    shipping_status: Annotated[str, Field(max_length=128, min_length=1)]
    """What the carrier says of the shipment, in its own words."""
    tracking_number: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The carrier's number for following the parcel."""


class CarrierShipmentFailedV1(Contract):
    """The carrier will not ship the order, or could not be asked."""

    DETAIL_TYPE = "carrier.shipment_failed.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.ready_to_ship that this answers."""
    code: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""
    retryable: bool
    """Whether trying the same again may succeed."""


class CarrierShipmentRequestedV1(Contract):
    """The carrier is to be asked to ship the order. A carrier on the way 'api_destination' is asked by this event itself, any other by the gateway."""

    DETAIL_TYPE = "carrier.shipment_requested.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    external_id: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The order's id in the system of the client who placed it."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    way: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """How the carrier is asked: 'signed' by the gateway itself, or 'api_destination' by the bus."""
    callback_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """What the carrier returns with its answer, so that a late answer is known from a current one."""
    task_type: Annotated[str, Field(pattern="^[A-Z][A-Z_]{0,63}$")]
    """What a partner is asked to do."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.ready_to_ship that asked for the shipment."""
    ship_to: Address
    lines: Annotated[list[Line], Field(min_length=1)]
    """What is ordered."""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    """The currency of all amounts (ISO 4217)."""
    total: Annotated[str, Field(pattern="^[0-9]{1,12}(\\.[0-9]{1,4})?$")]
    """The sum of all lines."""
    dispatch_by: Instant | None = None
    """When the parcel must have left, if the client asked for it."""


class CarrierTrackingUpdatedV1(Contract):
    """A scan of the parcel. Scans come late and out of order; occurred_at tells which is the latest."""

    DETAIL_TYPE = "carrier.tracking_updated.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner id of the carrier."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.ready_to_ship that asked for the shipment."""
    tracking_number: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The carrier's number for following the parcel."""
    status: Literal[
        "pending",
        "picked_up",
        "in_transit",
        "out_for_delivery",
        "ready_for_pickup",
        "delivered",
        "on_hold",
        "delivery_delayed",
        "delivery_failed",
        "return_to_sender",
        "cancelled",
        "unknown",
    ]
    """Where the parcel is: one of twelve states that every carrier's own words are translated into."""
    reason: Annotated[str | None, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")] = None
    """Why, as family and detail: carrier, retailer, consignee, customs, weather or other, then a dot and more."""
    occurred_at: Instant
    """When the parcel was scanned, as the carrier says."""
    location: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """Where that was."""
    description: Annotated[str | None, Field(max_length=500, min_length=1)] = None
    """What the carrier says of it, in its own words."""
    webhook_id: Annotated[str | None, Field(max_length=128, pattern="^\\S+$")] = None
    """The message of a partner, as it was stored."""
