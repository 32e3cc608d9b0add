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

from chalicelib.orders.domain.details import Address, Customer, Line, OrderDetails

DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]")
MAX_TOTAL = Decimal(10) ** 12
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


class OrderBody(_Body):
    """An order to be placed."""

    external_id: Text128 | None = None
    channel: Text64 = "api"
    customer: CustomerBody
    ship_to: AddressBody
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=500)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    carrier: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")] | None = None
    dispatch_by: Moment | None = None
    notes: Annotated[str, _text(2000, MANY_LINES)] | None = None

    @model_validator(mode="after")
    def _total_can_be_written(self) -> Self:
        if sum(line.quantity * Decimal(line.unit_price) for line in self.lines) >= MAX_TOTAL:
            raise ValueError("the lines together cost more than an order can")
        return self

    def details(self, default_carrier: str) -> OrderDetails:
        """Return the order in the domain's words."""
        return OrderDetails(
            customer=Customer(**self.customer.model_dump()),
            ship_to=Address(**self.ship_to.model_dump()),
            lines=tuple(_line(line) for line in self.lines),
            currency=self.currency,
            carrier=self.carrier or default_carrier,
            channel=self.channel,
            external_id=self.external_id,
            dispatch_by=self.dispatch_by,
            notes=self.notes,
        )


class CancelBody(_Body):
    """Why an order is cancelled."""

    reason: Annotated[str, _text(500)] | None = None


def _line(body: LineBody) -> Line:
    return Line(body.sku, body.quantity, Decimal(body.unit_price), body.description)
