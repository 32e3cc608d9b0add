"""The standard form of what partners tell: every field bounded, loose words made fit."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from chalicelib.carrier_gateway.adapters.http_in import OrderId, TrackingNumber
from chalicelib.carrier_gateway.adapters.times import moment
from chalicelib.carrier_gateway.domain.scan import Status

FAMILIES = ("carrier", "retailer", "consignee", "customs", "weather", "other")


def _words(most: int) -> BeforeValidator:
    """Take any text: on one line, and cut rather than refused; blanks alone are nothing."""

    def clean(value: Any) -> Any:  # noqa: ANN401 - as it came
        if not isinstance(value, str):
            raise ValueError("give text")  # noqa: TRY004 - pydantic's way to refuse
        line = "".join(letter if letter.isprintable() else " " for letter in value)
        return " ".join(line.split())[:most] or None

    return BeforeValidator(clean)


def _reason(value: Any) -> Any:  # noqa: ANN401 - as it came
    """Write a reason as family and detail; what names no family of ours is of `other`."""
    if not isinstance(value, str):
        raise ValueError("give text")  # noqa: TRY004 - pydantic's way to refuse
    code = re.sub(r"[^a-z0-9_.:-]+", "_", value.strip().lower())
    family = re.split(r"[.:]", code)[0]
    return (code if family in FAMILIES else f"other.{code}")[:64]


def _moment(value: Any, info: ValidationInfo) -> datetime:  # noqa: ANN401 - as it came
    return moment(value, (info.context or {})["zone"])


def _kind(value: Any) -> Any:  # noqa: ANN401 - as it came
    return re.sub(r"[^a-z_]+", "_", value.strip().lower()) if isinstance(value, str) else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Reason = Annotated[str, BeforeValidator(_reason)]


class _Said(BaseModel):
    """One thing that a partner tells; fields unknown here are its own business.

    The context of its validation has `zone`, that of times which name none.
    """

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    order_id: OrderId | None = None
    tracking_number: TrackingNumber | None = None
    reason: Reason | None = None


class ScanSaid(_Said):
    """One look at a parcel; a `status` that is none of the examples is told as `unknown`."""

    status: Annotated[str, _words(128), Field(examples=[each.value for each in Status])]
    occurred_at: Moment
    location: Annotated[str | None, _words(200)] = None
    description: Annotated[str | None, _words(500)] = None


class TrackingSaid(ScanSaid):
    """A scan of a parcel, which it names by `order_id` or `tracking_number`."""

    type: Literal["tracking"]

    @model_validator(mode="after")
    def _names_a_parcel(self) -> Self:
        if not (self.order_id or self.tracking_number):
            raise ValueError("give order_id or tracking_number")
        return self


class NoticeSaid(_Said):
    """Whatever else."""

    kind: Annotated[str, BeforeValidator(_kind), Field(pattern="^[a-z][a-z_]{0,63}$", alias="type")]
    reference: Annotated[str | None, _words(128)] = None
    status: Annotated[str | None, _words(128)] = None
    amount: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$")] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    occurred_at: Moment | None = None
