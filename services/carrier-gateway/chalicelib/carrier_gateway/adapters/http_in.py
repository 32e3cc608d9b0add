"""What carriers may say: every field bounded, none unknown, times with their zone."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
)

# Clocks and zones of others are not always right; a day ahead is still a mistake to forgive.
AHEAD = timedelta(days=1)
MAX_WEBHOOK_BYTES = 1024 * 1024
DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")
ONE_LINE = r"^[^\x00-\x1f\x7f\u0085\u2028\u2029]+$"


def _is_text(value: Any) -> Any:  # noqa: ANN401 - as it came
    """Let no number pass: whether it counts seconds or milliseconds would be a guess."""
    if not isinstance(value, str) or not DATE.match(value):
        raise ValueError("give a date and time as text, with its zone")
    return value


def _past(at: datetime) -> datetime:
    if at > datetime.now(UTC) + AHEAD:
        raise ValueError("this lies in the future")
    try:
        exact = at.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such time in UTC") from None
    return exact.replace(microsecond=exact.microsecond // 1000 * 1000)


Moment = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(_is_text), AfterValidator(_past)
]
OrderId = Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
TrackingNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=128, pattern=ONE_LINE),
]


class Body(BaseModel):
    """A JSON object with no field that is not known here."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class ShipmentBody(Body):
    """A carrier shipped an order."""

    order_id: OrderId
    shipped_at: Moment
    tracking_number: TrackingNumber | None = None


class DeliveryBody(Body):
    """A carrier delivered an order."""

    order_id: OrderId
    delivered_at: Moment


class WebhookBody(RootModel[dict[str, Any]]):
    """A message of a partner: any JSON object; what it says is read later."""

    model_config = ConfigDict(hide_input_in_errors=True)
