"""The contracts partner.*: generated from schemas/partner by `make codegen`; do not edit."""

from typing import Annotated, Any, Literal

from pydantic import Field

from contracts.contract import Contract, Instant

from .parts import Address, Customer, Line


class PartnerChangedV1(Contract):
    """An administrator changed a partner's entry in the registry, or its secret."""

    DETAIL_TYPE = "partner.changed.v1"
    SOURCE = "waybill.carrier-gateway"

    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    change: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """What was done: 'registered', 'changed', 'secret_rotated', 'paused', 'resumed'."""
    by: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """Who asks: a subscriber's or an operator's id, not a person's name."""
    reason: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """Why, in the words of who did it."""


class PartnerEnrichmentCompletedV1(Contract):
    """A partner told what it knows of the order."""

    DETAIL_TYPE = "partner.enrichment_completed.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.enrichment_requested that this answers."""
    customer: Customer | None = None
    ship_to: Address | None = None
    lines: Annotated[list[Line] | None, Field(min_length=1)] = None
    """What is ordered."""
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    """The currency of all amounts (ISO 4217)."""
    attributes: dict[str, Any] | None = None
    """What else the partner knows, as text by name."""


class PartnerNoticeReceivedV1(Contract):
    """A partner told something about an order that Waybill itself does not act upon, such as a payment or a return."""

    DETAIL_TYPE = "partner.notice_received.v1"
    SOURCE = "waybill.carrier-gateway"

    webhook_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The message of a partner, as it was stored."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    kind: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")]
    """What it is about: 'payment', 'return', or another word."""
    order_id: Annotated[
        str | None, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    ] = None
    """The order, a UUID in lower case."""
    reference: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """The partner's own number for it."""
    status: Annotated[str | None, Field(max_length=128, min_length=1)] = None
    """What the partner says of it, in its own words."""
    amount: Annotated[str | None, Field(pattern="^[0-9]{1,12}(\\.[0-9]{1,4})?$")] = None
    """An amount as a decimal string, in the currency of its order."""
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    """The currency of all amounts (ISO 4217)."""
    reason: Annotated[str | None, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")] = None
    """What happened, for programs; new codes may come at any time."""
    occurred_at: Instant | None = None
    """When it happened, as the partner says."""


class PartnerOutageBeganV1(Contract):
    """A partner failed so often that calls to it are held; they are tried again one by one until one succeeds."""

    DETAIL_TYPE = "partner.outage_began.v1"
    SOURCE = "waybill.carrier-gateway"

    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    since: Instant
    """When the first of these failures was."""
    failures: Annotated[int, Field(ge=1)]
    """How many calls failed one after another."""
    cause: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""


class PartnerOutageEndedV1(Contract):
    """A partner answers again; what was held is caught up with, under its limit."""

    DETAIL_TYPE = "partner.outage_ended.v1"
    SOURCE = "waybill.carrier-gateway"

    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    since: Instant
    """When the outage began."""
    until: Instant
    """When it answered again."""


class PartnerReviewCompletedV1(Contract):
    """A person decided about the order."""

    DETAIL_TYPE = "partner.review_completed.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.review_requested that this answers."""
    decision: Literal["approved", "rejected"]
    """What was decided."""
    note: Annotated[str | None, Field(max_length=500, min_length=1)] = None
    """Why, in the words of who decided."""


class PartnerTaskFailedV1(Contract):
    """Nothing came of what a partner was asked: it refused, could not be reached, or did not answer in time."""

    DETAIL_TYPE = "partner.task_failed.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    task_type: Annotated[str, Field(pattern="^[A-Z][A-Z_]{0,63}$")]
    """What a partner is asked to do."""
    partner: Annotated[str | None, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")] = None
    """Who was asked; absent where a person was."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order's event that asked."""
    code: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""
    retryable: bool
    """Whether trying the same again may succeed."""


class PartnerTaskRequestedV1(Contract):
    """A partner, or a person, is to be asked something about the order: an enrichment, a tax document, a review."""

    DETAIL_TYPE = "partner.task_requested.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    task_type: Annotated[str, Field(pattern="^[A-Z][A-Z_]{0,63}$")]
    """What a partner is asked to do."""
    partner: Annotated[str | None, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")] = None
    """Who is asked; absent where a person is."""
    attempt: Annotated[int, Field(ge=1)]
    """Which attempt this is, from 1."""
    callback_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """What the partner returns with its answer, so that a late answer is known from a current one."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order's event that asked."""


class PartnerTaskTakenV1(Contract):
    """A partner took what it was asked and will answer later, by a callback."""

    DETAIL_TYPE = "partner.task_taken.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    task_type: Annotated[str, Field(pattern="^[A-Z][A-Z_]{0,63}$")]
    """What a partner is asked to do."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order's event that asked."""
    answer_by: Instant
    """When the answer counts as overdue."""


class PartnerTaskWithdrawnV1(Contract):
    """The answer is no longer wanted, since the order was cancelled; a partner that was asked may still have done it."""

    DETAIL_TYPE = "partner.task_withdrawn.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    task_type: Annotated[str, Field(pattern="^[A-Z][A-Z_]{0,63}$")]
    """What a partner is asked to do."""
    partner: Annotated[str | None, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")] = None
    """Who was asked; absent where a person was."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order's event by which the question is moot."""


class PartnerWebhookProcessedV1(Contract):
    """A partner's message was read, and what it says was recorded."""

    DETAIL_TYPE = "partner.webhook_processed.v1"
    SOURCE = "waybill.carrier-gateway"

    webhook_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The message of a partner, as it was stored."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    facts: Annotated[int, Field(ge=0)]
    """How many of the things it says were new."""


class PartnerWebhookReceivedV1(Contract):
    """A partner's message came in and was stored as it came; what it says is still to be read."""

    DETAIL_TYPE = "partner.webhook_received.v1"
    SOURCE = "waybill.carrier-gateway"

    webhook_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The message of a partner, as it was stored."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    bytes: Annotated[int, Field(ge=1)]
    """The length of the message in bytes."""
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    """The SHA-256 of its bytes, hexadecimal."""


class PartnerWebhookRefusedV1(Contract):
    """A partner's message says nothing that can be understood, or speaks of what it has no part in; it is kept for a person to look at."""

    DETAIL_TYPE = "partner.webhook_refused.v1"
    SOURCE = "waybill.carrier-gateway"

    webhook_id: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """The message of a partner, as it was stored."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    code: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""
