"""How letters are stored, and what each stored event says to the world."""

from collections.abc import Sequence
from typing import assert_never

from chalicelib.notifications.domain import events
from chalicelib.notifications.domain.events import Event
from chalicelib.notifications.domain.occasion import subject_of
from contracts import notification as contracts
from contracts.contract import Contract
from eventing.language import Language


def published(event: Event, event_id: str) -> Sequence[Contract]:
    """Return the contract of `event`, one for each live major version."""
    letter_id = event_id.rpartition("#")[0]
    order_id, kind = subject_of(letter_id)
    same = {
        "order_id": order_id,
        "letter_id": letter_id,
        "kind": kind.value,
        "answers": event.answers,
    }
    match event:
        case events.AddressAwaited():
            return [contracts.NotificationAwaitingAddressV1(**same, attempt=1)]
        case events.AttemptBegun(attempt=attempt):
            return [contracts.NotificationPendingV1(**same, attempt=attempt)]
        case events.LetterSent(attempt=attempt, message_id=message_id):
            return [contracts.NotificationSentV1(**same, attempt=attempt, message_id=message_id)]
        case events.LetterFailed(_, attempt, code, message, retryable):
            return [
                contracts.NotificationFailedV1(
                    **same, attempt=attempt, code=code, message=message, retryable=retryable
                )
            ]
        case events.LetterHeld(attempt=attempt, reason=reason):
            return [contracts.NotificationHeldV1(**same, attempt=attempt, reason=reason)]
        case _:
            assert_never(event)


LANGUAGE: Language[Event] = Language(
    context="notification",
    source="waybill.notifications",
    # The stored names are ours for ever; the classes may be renamed or moved.
    stored={
        "address-awaited/1": events.AddressAwaited,
        "attempt-begun/1": events.AttemptBegun,
        "letter-sent/1": events.LetterSent,
        "letter-failed/1": events.LetterFailed,
        "letter-held/1": events.LetterHeld,
    },
    contracts=published,
)
