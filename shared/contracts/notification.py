"""The contracts notification.*: generated from schemas/notification by `make codegen`; do not edit."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant

from .parts import StreamHead


class NotificationAuditDigestV1(Contract):
    """How far every notification stream had come that was touched in a window of time, so that whoever follows the whole feed can tell what it missed."""

    DETAIL_TYPE = "notification.audit_digest.v1"
    SOURCE = "waybill.notifications"

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


class NotificationAwaitingAddressV1(Contract):
    """A letter is due but nobody knows yet where to send it."""

    DETAIL_TYPE = "notification.awaiting_address.v1"
    SOURCE = "waybill.notifications"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    letter_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The letter: one for each fact of an order that a customer is told."""
    kind: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """Which fact the letter tells: 'order_placed', 'order_processing' or 'order_shipped'; more kinds may come."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The event of the order that the letter tells."""
    attempt: Annotated[int, Field(ge=1)]
    """Which attempt this is, from 1."""


class NotificationFailedV1(Contract):
    """The mail service refused the letter."""

    DETAIL_TYPE = "notification.failed.v1"
    SOURCE = "waybill.notifications"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    letter_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The letter: one for each fact of an order that a customer is told."""
    kind: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """Which fact the letter tells: 'order_placed', 'order_processing' or 'order_shipped'; more kinds may come."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The event of the order that the letter tells."""
    attempt: Annotated[int, Field(ge=1)]
    """Which attempt this is, from 1."""
    code: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""
    retryable: bool
    """Whether trying the same again may succeed."""


class NotificationHeldV1(Contract):
    """Nobody knows whether the letter was sent, so a person decides; it is never repeated blindly."""

    DETAIL_TYPE = "notification.held.v1"
    SOURCE = "waybill.notifications"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    letter_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The letter: one for each fact of an order that a customer is told."""
    kind: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """Which fact the letter tells: 'order_placed', 'order_processing' or 'order_shipped'; more kinds may come."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The event of the order that the letter tells."""
    attempt: Annotated[int, Field(ge=1)]
    """Which attempt this is, from 1."""
    reason: Annotated[str, Field(max_length=500, min_length=1)]
    """Why it is held."""


class NotificationMessageParkedV1(Contract):
    """A message could not be processed and waits in the service's parked table for a person to redrive or discard it."""

    DETAIL_TYPE = "notification.message_parked.v1"
    SOURCE = "waybill.notifications"

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


class NotificationPendingV1(Contract):
    """A letter is about to be handed to the mail service."""

    DETAIL_TYPE = "notification.pending.v1"
    SOURCE = "waybill.notifications"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    letter_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The letter: one for each fact of an order that a customer is told."""
    kind: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """Which fact the letter tells: 'order_placed', 'order_processing' or 'order_shipped'; more kinds may come."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The event of the order that the letter tells."""
    attempt: Annotated[int, Field(ge=1)]
    """Which attempt this is, from 1."""


class NotificationPublicationFailedV1(Contract):
    """A stored event could not be published as its contract; this stands in its place until it is republished."""

    DETAIL_TYPE = "notification.publication_failed.v1"
    SOURCE = "waybill.notifications"

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


class NotificationSentV1(Contract):
    """The mail service took the letter."""

    DETAIL_TYPE = "notification.sent.v1"
    SOURCE = "waybill.notifications"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    letter_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The letter: one for each fact of an order that a customer is told."""
    kind: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """Which fact the letter tells: 'order_placed', 'order_processing' or 'order_shipped'; more kinds may come."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The event of the order that the letter tells."""
    attempt: Annotated[int, Field(ge=1)]
    """Which attempt this is, from 1."""
    message_id: Annotated[str | None, Field(max_length=256, min_length=1)] = None
    """The mail service's id of the letter."""
