"""What SES tells later about the mails it took: each such event proves that its letter was sent.

They come from AWS itself, on the default bus and without our envelope, so they have a queue of
their own.
"""

import json
from collections.abc import Callable

from pydantic import BaseModel, Field

from chalicelib.notifications.adapters import letter_tag
from chalicelib.notifications.application.letters import Letters


class _Mail(BaseModel):
    message_id: str = Field(alias="messageId", max_length=256)
    tags: dict[str, list[str]]


class _Detail(BaseModel):
    mail: _Mail


class _Event(BaseModel):
    id: str
    detail: _Detail


def recorder(letters: Letters) -> Callable[[str], None]:
    """Return what takes such an event, as the body of a message, as evidence for its letter."""

    def record(body: str) -> None:
        event = _Event.model_validate(json.loads(body))
        mail = event.detail.mail
        letter_id = letter_tag.letter_of(mail.tags[letter_tag.NAME][0])
        letters.evidenced(letter_id, mail.message_id, f"aws.ses:{event.id}")

    return record
