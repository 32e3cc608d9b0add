"""What clients may send: every field bounded, none unknown, money exact."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from chalicelib.orders.application.orders import Said
from chalicelib.orders.domain.details import (
    Address,
    Amendment,
    Customer,
    Line,
    OrderDetails,
    can_be_written,
)

DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]")
# No control characters in a line of text: they could forge the headers of a mail or a request.
ONE_LINE = r"^[^\x00-\x1f\x7f\u0085\u2028\u2029]+$"
MANY_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$"
# One address and nothing that a mail header could take for two.
MAILBOX = r"^[^\s@<>(),;:\\\"\[\]\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,188}\.[A-Za-z0-9-]{2,63}$"


def _text(longest: int, pattern: str = ONE_LINE) -> StringConstraints:
    return StringConstraints(
        strip_whitespace=True, min_length=1, max_length=longest, pattern=pattern
    )


def _to_millisecond(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
    except OverflowError:
        raise ValueError("no time that can be written in UTC") from None


def _in_full(at: object) -> object:
    if not (isinstance(at, str) and DATE_AND_TIME.match(at)):
        raise ValueError("write it as 2026-11-20T12:00:00Z")
    return at


Text64 = Annotated[str, _text(64)]
Text128 = Annotated[str, _text(128)]
Text200 = Annotated[str, _text(200)]
PartnerId = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
Money = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$")]
Moment = Annotated[
    AwareDatetime,
    Field(strict=False),  # JSON has no times; `_in_full` lets only text in
    BeforeValidator(_in_full),
    AfterValidator(_to_millisecond),
]


class _Body(BaseModel):
    """A JSON object with no field that is not known here."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class CustomerBody(_Body):
    """Whom to write to."""

    name: Text200
    email: Annotated[str, _text(320, MAILBOX)]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] | None = None


class AddressBody(_Body):
    """Where to ship to."""

    name: Text200
    line1: Text200
    line2: Text200 | None = None
    city: Text128
    region: Text128 | None = None
    postal_code: Annotated[str, _text(32)]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]


class LineBody(_Body):
    """One article."""

    sku: Text128
    description: Annotated[str, _text(500)] | None = None
    quantity: Annotated[int, Field(ge=1, le=1_000_000)]
    unit_price: Money


class PartsBody(_Body):
    """The parts of an order that a person or a partner may say later, or otherwise."""

    customer: CustomerBody | None = None
    ship_to: AddressBody | None = None
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=500)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None

    @model_validator(mode="after")
    def _total_can_be_written(self) -> Self:
        if not can_be_written(_lines(self.lines)):
            raise ValueError("the lines together cost more than an order can")
        return self


class OrderBody(PartsBody):
    """An order to be placed; its channel may leave customer, address and lines to an enrichment."""

    external_id: Text128 | None = None
    channel: Text64 = "api"
    carrier: PartnerId | None = None
    dispatch_by: Moment | None = None
    notes: Annotated[str, _text(2000, MANY_LINES)] | None = None

    def details(self, default_carrier: str) -> OrderDetails:
        """Return the order in the domain's words."""
        return OrderDetails(
            carrier=self.carrier or default_carrier,
            channel=self.channel,
            external_id=self.external_id,
            dispatch_by=self.dispatch_by,
            notes=self.notes,
        ).amended(amendment(self))


class CorrectionsBody(PartsBody):
    """What is to stand in an order instead."""

    carrier: PartnerId | None = None


class EnrichmentBody(PartsBody):
    """What a partner knows of an order."""

    attributes: Annotated[dict[Text64, Annotated[str, _text(500)]], Field(max_length=50)] = {}


class ExceptionBody(_Body):
    """Why an order cannot go on, as a system of the client's says; no personal data."""

    stage: Annotated[str, Field(pattern="^[a-z][a-z_]{0,63}$")] | None = None
    code: Annotated[str, Field(pattern="^[A-Za-z0-9_.:-]{1,64}$")]
    message: Annotated[str, _text(1024)]
    retryable: bool = False

    def said(self) -> Said:
        """Return it in the words of the use case."""
        return Said(self.stage, self.code, self.message, self.retryable)


class CancelBody(_Body):
    """Why an order is cancelled."""

    reason: Annotated[str, _text(500)] | None = None


def amendment(body: PartsBody) -> Amendment:
    """Return what `body` says, in the domain's words."""
    return Amendment(
        customer=Customer(**body.customer.model_dump()) if body.customer else None,
        ship_to=Address(**body.ship_to.model_dump()) if body.ship_to else None,
        lines=_lines(body.lines),
        currency=body.currency,
    )


def _lines(bodies: list[LineBody] | None) -> tuple[Line, ...]:
    return tuple(
        Line(body.sku, body.quantity, Decimal(body.unit_price), body.description)
        for body in bodies or ()
    )
