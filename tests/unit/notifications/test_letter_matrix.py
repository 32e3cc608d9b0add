"""Every state of a letter against everything it can be asked or told: the whole matrix."""

import pytest

from chalicelib.notifications.domain.commands import (
    AwaitAddress,
    Begin,
    Command,
    ConfirmSent,
    Hold,
    RecordRefusal,
    RecordSent,
    SendAgain,
    TryAgain,
)
from chalicelib.notifications.domain.events import (
    AddressAwaited,
    AttemptBegun,
    Event,
    LetterFailed,
    LetterHeld,
    LetterSent,
)
from chalicelib.notifications.domain.letter import (
    LETTER,
    MAX_ATTEMPTS,
    LetterNotOpen,
    LetterUnknown,
    Status,
)
from eventing.decider import Refusal
from tests.support.letters import DOCUMENT, SHIPMENT
from tests.support.spec import Spec

# Rows: what has happened. Columns: what comes now. Cells: what follows; "-" is nothing new.
MATRIX = """
| state           | await   | begin  | try again | sent    | refusal | hold    | confirm   | send again |
|-----------------|---------|--------|-----------|---------|---------|---------|-----------|------------|
| new             | awaited | begun  | unknown   | unknown | unknown | unknown | unknown   | unknown    |
| awaiting        | -       | begun  | -         | sent    | -       | -       | not open  | not open   |
| pending         | -       | -      | -         | sent    | failed  | held    | not open  | not open   |
| sent            | -       | -      | -         | -       | -       | -       | -         | not open   |
| failed          | -       | -      | begun 2   | sent    | -       | -       | confirmed | begun 2    |
| failed for good | -       | -      | -         | sent    | -       | -       | confirmed | begun 2    |
| held            | -       | -      | -         | sent    | failed  | -       | confirmed | begun 2    |
"""  # noqa: E501 - a table is read across

ANSWERS = "order#4"
AWAITED = AddressAwaited(ANSWERS, SHIPMENT, DOCUMENT)
BEGUN = AttemptBegun(ANSWERS, 1, SHIPMENT, DOCUMENT)
FAILED = LetterFailed(ANSWERS, 1, "Throttling", "Too many.", retryable=True)
REJECTED = LetterFailed(ANSWERS, 1, "MessageRejected", "Not this one.", retryable=False)
HELD = LetterHeld(ANSWERS, 1, "silence")
SENT = LetterSent(ANSWERS, 1, "m-1")

STATES: dict[str, tuple[Event, ...]] = {
    "new": (),
    "awaiting": (AWAITED,),
    "pending": (BEGUN,),
    "sent": (BEGUN, SENT),
    "failed": (BEGUN, FAILED),
    "failed for good": (BEGUN, REJECTED),
    "held": (BEGUN, HELD),
}
REFUSAL = RecordRefusal(1, "Throttling", "Too many.", retryable=True)
COMMANDS: dict[str, Command] = {
    "await": AwaitAddress(ANSWERS, SHIPMENT, DOCUMENT),
    "begin": Begin(ANSWERS, SHIPMENT, DOCUMENT),
    "try again": TryAgain(1),
    "sent": RecordSent("m-1"),
    "refusal": REFUSAL,
    "hold": Hold(1, "silence"),
    "confirm": ConfirmSent(),
    "send again": SendAgain(),
}
EVENTS: dict[str, Event] = {
    "awaited": AWAITED,
    "begun": BEGUN,
    "begun 2": AttemptBegun(ANSWERS, 2, SHIPMENT, DOCUMENT),
    "sent": SENT,
    "confirmed": LetterSent(ANSWERS, 1, None),
    "failed": FAILED,
    "held": HELD,
}
REFUSALS: dict[str, type[Refusal]] = {"unknown": LetterUnknown, "not open": LetterNotOpen}


def cells() -> list[tuple[str, str, str]]:
    """Read the table as (state, command, what follows)."""
    heads, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in MATRIX.strip().splitlines()
    ]
    return [
        (row[0], command, cell)
        for row in rows
        for command, cell in zip(heads[1:], row[1:], strict=True)
    ]


def test_the_matrix_has_every_state_and_every_command():
    assert {(state, command) for state, command, _ in cells()} == {
        (state, command) for state in STATES for command in COMMANDS
    }
    assert {LETTER.replay(history).status for history in STATES.values()} == set(Status)


@pytest.mark.parametrize(("state", "command", "follows"), cells())
def test_the_matrix(state: str, command: str, follows: str):
    spec = Spec(LETTER).given(*STATES[state]).when(COMMANDS[command])
    if follows in REFUSALS:
        spec.then_refused(REFUSALS[follows])
    elif follows == "-":
        spec.then_nothing()
    else:
        spec.then(EVENTS[follows])


@pytest.mark.parametrize("state", [state for state in STATES if state != "new"])
@pytest.mark.parametrize(
    "command", [TryAgain(7), Hold(7, "silence"), RecordRefusal(7, "x", "y", True)]
)
def test_what_is_said_of_another_attempt_has_no_effect(state: str, command: Command):
    Spec(LETTER).given(*STATES[state]).when(command).then_nothing()


def test_a_person_can_have_a_letter_sent_again_as_often_as_it_is_held():
    again = AttemptBegun(ANSWERS, 2, SHIPMENT, DOCUMENT)
    held_again = LetterHeld(ANSWERS, 2, "silence")
    spec = Spec(LETTER).given(BEGUN, HELD, again, held_again)
    spec.when(SendAgain()).then(AttemptBegun(ANSWERS, 3, SHIPMENT, DOCUMENT))


def test_evidence_of_an_earlier_attempt_ends_a_later_one():
    again = AttemptBegun(ANSWERS, 2, SHIPMENT, DOCUMENT)
    letter = Spec(LETTER).given(BEGUN, HELD, again).when(RecordSent("m-1"))
    letter.then(LetterSent(ANSWERS, 2, "m-1"))


def test_the_last_attempt_is_not_repeated():
    begun = AttemptBegun(ANSWERS, MAX_ATTEMPTS, None)
    refusal = RecordRefusal(MAX_ATTEMPTS, "Throttling", "Too many.", retryable=True)
    failed = LetterFailed(ANSWERS, MAX_ATTEMPTS, "Throttling", "Too many.", retryable=False)
    Spec(LETTER).given(begun).when(refusal).then(failed)


def test_a_letter_that_is_tried_again_no_longer_says_why_it_failed():
    letter = LETTER.replay([BEGUN, FAILED, AttemptBegun(ANSWERS, 2, SHIPMENT, DOCUMENT)])
    assert (letter.code, letter.reason, letter.retryable) == (None, None, False)
