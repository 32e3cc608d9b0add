"""What clients are answered, as the HTTP document says and tests hold every answer to."""

from pydantic import AwareDatetime, BaseModel

from chalicelib.notifications.domain.letter import Status
from chalicelib.notifications.domain.occasion import Kind


class LetterAnswer(BaseModel):
    """A letter, without whom it went to; what is not known is absent."""

    letter_id: str
    kind: Kind
    state: Status
    attempt: int
    answers: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    message_id: str | None = None
    code: str | None = None
    reason: str | None = None


class LettersAnswer(BaseModel):
    """All letters of an order."""

    notifications: list[LetterAnswer]


class PreviewAnswer(BaseModel):
    """A letter as it would be written to somebody."""

    kind: Kind
    subject: str
    text: str
    html: str
