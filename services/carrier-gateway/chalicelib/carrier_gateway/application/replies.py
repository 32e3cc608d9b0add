"""What partners may answer to questions, before any of it is stored."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib.carrier_gateway.domain.answers import Document, Enrichment, Rejection
from chalicelib.carrier_gateway.domain.task import Task
from eventing.decider import Refusal

CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
LONGEST_MESSAGE = 1024
FOLDER = "tax-documents"


class AnswerUnreadable(Refusal, ValueError):
    """An answer is not what was asked for; `errors` names each field and what is wrong with it."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Issued:
    """A tax document as a partner hands it over."""

    number: str
    media_type: str
    content: bytes
    issued_at: datetime | None = None

    def as_kept(self, order_id: str) -> Document:
        """Return what is to be known of it; its key is derived, so that a repeat is the same."""
        sha256 = hashlib.sha256(self.content).hexdigest()
        return Document(
            key=f"{FOLDER}/{order_id}/{sha256}",
            number=self.number,
            media_type=self.media_type,
            size=len(self.content),
            sha256=sha256,
            issued_at=self.issued_at,
        )


Said = Enrichment | Issued


class Reader(Protocol):
    """Reads answers in the standard form."""

    def __call__(self, task: Task, said: Mapping[str, Any]) -> Said:
        """Return what a partner says to `task`.

        Raises:
            AnswerUnreadable: it says something else.
        """
        ...


class Documents(Protocol):
    """Keeps documents where events can speak of them by key."""

    def put(self, document: Document, content: bytes) -> None:
        """Store `content` under the key of `document`, encrypted; again is the same."""
        ...


def rejection(said: Mapping[str, Any], message: str) -> Rejection:
    """Read why a tax document is rejected, as far as that is said; else `message` tells it."""
    code, words = said.get("code"), said.get("message")
    line = " ".join(words.split())[:LONGEST_MESSAGE] if isinstance(words, str) else ""
    known = isinstance(code, str) and CODE.fullmatch(code)
    return Rejection(
        code=str(code) if known else "rejected",
        message=line if line.isprintable() and line else message,
    )
