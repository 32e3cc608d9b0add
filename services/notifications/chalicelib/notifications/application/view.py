"""Letters as the client of their order sees them: no name, no address."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.notifications.domain.events import Event
from chalicelib.notifications.domain.letter import LETTER
from chalicelib.notifications.domain.occasion import subject_of
from eventing.stream import Stream


def view(stream: Stream[Event]) -> dict[str, Any]:
    """Return the answer about a letter: JSON values, absent where nothing is known."""
    letter = LETTER.replay(stream.events)
    _, kind = subject_of(stream.stream_id)
    answer = {
        "letter_id": stream.stream_id,
        "kind": kind.value,
        "state": letter.status.value,
        "attempt": letter.attempt,
        "answers": letter.answers,
        "created_at": _instant(stream.commits[0].provenance.at),
        "updated_at": _instant(stream.commits[-1].provenance.at),
        "message_id": letter.message_id,
        "code": letter.code,
        "reason": letter.reason,
    }
    return {name: value for name, value in answer.items() if value is not None}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
