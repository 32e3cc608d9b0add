"""What partners are answered, as the HTTP document says and tests hold every answer to."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel


class ParcelAnswer(BaseModel):
    """What is known of a parcel; what is not known is absent."""

    order_id: str
    state: Literal["shipped", "delivered"]
    shipped_at: AwareDatetime | None = None
    tracking_number: str | None = None
    delivered_at: AwareDatetime | None = None
