"""The contracts operator.*: generated from schemas/operator by `make codegen`; do not edit."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.contract import Contract, Instant

from .parts import Corrections


class OperatorExceptionResolutionRequestedV1(Contract):
    """A person decided how an order in exception is to go on."""

    DETAIL_TYPE = "operator.exception_resolution_requested.v1"
    SOURCE = "waybill.backoffice"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    exception_id: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The exception that is meant."""
    resolution: Literal["retry", "correct", "accept_fact", "cancel"]
    """How the exception ends: the stage again, the stage again with other data, the contradicting fact believed, or the order called off."""
    corrections: Corrections | None = None
    note: Annotated[str | None, Field(max_length=500, min_length=1)] = None
    """Why, in the words of who decided."""
    requested_by: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """Who asks: a subscriber's or an operator's id, not a person's name."""


class OperatorRepublicationRequestedV1(Contract):
    """Somebody who missed events asks a context to publish them again, with the same event ids: either one stream, or all that was stored in a window of time."""

    DETAIL_TYPE = "operator.republication_requested.v1"
    SOURCE = "waybill.subscriber"

    context: Annotated[str, Field(pattern="^[a-z][a-z_]*$")]
    """The context whose events are asked for."""
    requested_by: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """Who asks: a subscriber's or an operator's id, not a person's name."""
    stream_id: Annotated[str | None, Field(max_length=200, pattern="^\\S+$")] = None
    """The stream to publish again."""
    from_version: Annotated[int | None, Field(ge=1)] = None
    """The first version wanted; without it the first of the stream."""
    to_version: Annotated[int | None, Field(ge=1)] = None
    """The last version wanted; without it the last of the stream."""
    since: Instant | None = None
    """Start of the window, within it."""
    until: Instant | None = None
    """End of the window, outside of it."""


class OperatorReviewDecidedV1(Contract):
    """A person decided about an order that waits for a review."""

    DETAIL_TYPE = "operator.review_decided.v1"
    SOURCE = "waybill.backoffice"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    decision: Literal["approved", "rejected"]
    """What was decided."""
    note: Annotated[str | None, Field(max_length=500, min_length=1)] = None
    """Why, in the words of who decided."""
    requested_by: Annotated[str, Field(max_length=128, pattern="^\\S+$")]
    """Who asks: a subscriber's or an operator's id, not a person's name."""
