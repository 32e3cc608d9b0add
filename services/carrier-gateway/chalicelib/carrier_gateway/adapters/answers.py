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


class CallbackAnswer(BaseModel):
    """What became of an answer that came by callback."""

    order_id: str
    task_type: str
    attempt: int
    status: Literal["recorded", "repeated"]


class ReceiptAnswer(BaseModel):
    """A message that was taken in, now or before."""

    id: str
    status: Literal["received", "processed", "refused"]


class WebhookAnswer(BaseModel):
    """What became of a message; `facts` of what it told were new, or `code` says why not."""

    id: str
    status: Literal["received", "processed", "refused"]
    received_at: AwareDatetime
    processed_at: AwareDatetime | None = None
    facts: int | None = None
    code: str | None = None
    message: str | None = None
