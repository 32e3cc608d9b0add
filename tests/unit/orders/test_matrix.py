"""Every state of an order against everything it can be asked or told: the whole matrix."""

import pytest

from chalicelib.orders.domain.commands import Command
from chalicelib.orders.domain.events import Event, ExceptionRaised
from chalicelib.orders.domain.order import ORDER, OrderNotCancellable, OrderUnknown, Status
from eventing.decider import Refusal
from tests.support.orders import (
    ACCEPT,
    ACCEPTED,
    CANCEL,
    CANCELLED,
    DELIVER,
    DELIVERED,
    FAIL,
    FAILED,
    PLACE,
    PLACED,
    READY,
    SHIP,
    SHIPPED,
)
from tests.support.spec import Spec

# Rows: what has happened. Columns: what comes now. Cells: what follows; "-" is nothing new.
MATRIX = """
| state               | place        | cancel    | accept   | ship                       | deliver                      | fail    |
|---------------------|--------------|-----------|----------|----------------------------|------------------------------|---------|
| unknown             | placed ready | unknown   | unknown  | unknown                    | unknown                      | unknown |
| received            | -            | cancelled | -        | -                          | -                            | -       |
| pending             | -            | cancelled | accepted | shipped                    | delivered                    | failed  |
| accepted            | -            | cancelled | -        | shipped                    | delivered                    | failed  |
| shipped             | -            | refused   | accepted | -                          | delivered                    | -       |
| delivered           | -            | refused   | accepted | -                          | -                            | -       |
| delivered unshipped | -            | refused   | accepted | shipped                    | -                            | -       |
| cancelled           | -            | -         | accepted | shipped_after_cancellation | delivered_after_cancellation | -       |
| exception           | -            | refused   | accepted | shipped_while_in_exception | delivered_while_in_exception | -       |
"""  # noqa: E501 - a table is read across

STATES: dict[str, tuple[Event, ...]] = {
    "unknown": (),
    "received": (PLACED,),
    "pending": (PLACED, READY),
    "accepted": (PLACED, READY, ACCEPTED),
    "shipped": (PLACED, READY, SHIPPED),
    "delivered": (PLACED, READY, SHIPPED, DELIVERED),
    "delivered unshipped": (PLACED, READY, DELIVERED),
    "cancelled": (PLACED, READY, CANCELLED),
    "exception": (PLACED, READY, FAILED),
}
COMMANDS: dict[str, Command] = {
    "place": PLACE,
    "cancel": CANCEL,
    "accept": ACCEPT,
    "ship": SHIP,
    "deliver": DELIVER,
    "fail": FAIL,
}


def contradiction(code: str, message: str, command: str) -> ExceptionRaised:
    told = COMMANDS[command]
    return ExceptionRaised("shipping", code, message, retryable=False, fact=told.fact)  # type: ignore[union-attr]


EVENTS: dict[str, Event] = {
    "placed": PLACED,
    "ready": READY,
    "accepted": ACCEPTED,
    "shipped": SHIPPED,
    "delivered": DELIVERED,
    "cancelled": CANCELLED,
    "failed": FAILED,
    "shipped_after_cancellation": contradiction(
        "shipped_after_cancellation", "The parcel was shipped after all.", "ship"
    ),
    "delivered_after_cancellation": contradiction(
        "delivered_after_cancellation", "The parcel was delivered after all.", "deliver"
    ),
    "shipped_while_in_exception": contradiction(
        "shipped_while_in_exception", "The parcel was shipped meanwhile.", "ship"
    ),
    "delivered_while_in_exception": contradiction(
        "delivered_while_in_exception", "The parcel was delivered meanwhile.", "deliver"
    ),
}
REFUSALS: dict[str, type[Refusal]] = {"unknown": OrderUnknown, "refused": OrderNotCancellable}


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
    reached = {ORDER.replay(history).status for history in STATES.values()}
    assert reached == set(Status)


@pytest.mark.parametrize(("state", "command", "follows"), cells())
def test_the_matrix(state: str, command: str, follows: str):
    spec = Spec(ORDER).given(*STATES[state]).when(COMMANDS[command])
    if follows in REFUSALS:
        spec.then_refused(REFUSALS[follows])
    else:
        spec.then(*[EVENTS[name] for name in follows.split() if name != "-"])
