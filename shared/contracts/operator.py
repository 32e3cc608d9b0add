"""The contracts operator.*: generated from schemas/operator by `make codegen`; do not edit."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant


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
