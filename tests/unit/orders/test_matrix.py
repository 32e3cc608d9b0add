"""Every state of an order against everything it can be asked or told: the whole matrix."""

from dataclasses import replace

import pytest

from chalicelib.orders.domain.commands import Command
from chalicelib.orders.domain.details import Amendment
from chalicelib.orders.domain.events import Event, ExceptionRaised, OrderReadyToShip
from chalicelib.orders.domain.exceptions import OrderNotOpen
from chalicelib.orders.domain.order import ORDER, OrderNotCancellable, OrderUnknown, Status
from eventing.decider import Refusal
from tests.support import stages as full
from tests.support.orders import (
    ACCEPT,
    ACCEPTED,
    CANCEL,
    CANCELLED,
    DELIVER,
    DELIVERED,
    DETAILS,
    FAIL,
    FAILED,
    PLACE,
    PLACED,
    RAISE,
    READY,
    RETURN,
    RETURNED,
    SHIP,
    SHIPPED,
    contradiction,
    raised,
)
from tests.support.spec import Spec
from tests.support.stages import ENRICHING, ISSUING, REVIEWING, refused, resolve, resolved, stopped

PENDING = (PLACED, READY)
MOVED = Amendment(ship_to=replace(DETAILS.ship_to, line1="Side Road 2"))
READY_MOVED = OrderReadyToShip(DETAILS.amended(MOVED).consignment)
RETURNED_CANCELLED = replace(RETURNED, code="returned_after_cancellation")

# Rows: what has happened.
STATES: dict[str, tuple[Event, ...]] = {
    "unknown": (),
    "received": (PLACED,),
    "pending": PENDING,
    "accepted": (*PENDING, ACCEPTED),
    "shipped": (*PENDING, SHIPPED),
    "delivered": (*PENDING, SHIPPED, DELIVERED),
    "delivered unshipped": (*PENDING, DELIVERED),
    "cancelled": (*PENDING, CANCELLED),
    "failed": (*PENDING, FAILED),
    "stopped": (*PENDING, raised("shipping")),
    "stopped shipped": (*PENDING, SHIPPED, raised("delivery")),
    "returned": (*PENDING, SHIPPED, RETURNED),
    "returned unshipped": (*PENDING, RETURNED),
    "returned cancelled": (*PENDING, CANCELLED, RETURNED_CANCELLED),
    "contradicted": (*PENDING, CANCELLED, contradiction("shipped_after_cancellation")),
    "shipped in failed": (*PENDING, FAILED, contradiction("shipped_while_in_exception")),
    "delivered in returned": (
        *PENDING,
        SHIPPED,
        RETURNED,
        contradiction("delivered_while_in_exception"),
    ),
    "asked anew": (*PENDING, FAILED, resolved(3, "retry", "shipping"), READY),
    "enriching": ENRICHING,
    "enriching failed": (*ENRICHING, stopped(full.FAIL_ENRICHMENT)),
    "incomplete": (*ENRICHING, full.HALF, full.INCOMPLETE),
    "stopped enriching": (*ENRICHING, raised("enrichment")),
    "reviewing": REVIEWING,
    "stopped reviewing": (*REVIEWING, raised("review")),
    "issuing": ISSUING,
    "rejected": (*ISSUING, stopped(full.FAIL_DOCUMENT)),
    "stopped issuing": (*ISSUING, raised("tax_document")),
    "stopped issued": (*ISSUING, raised("tax_document"), full.ISSUED),
    "cancelled issuing": (*ISSUING, CANCELLED),
    "issued too late": (*ISSUING, CANCELLED, full.ISSUED_TOO_LATE),
    "pending at last": full.PENDING_FULL,
}

# Columns: what comes now. Cells: what follows; "-" is nothing new.
SHIPPING = """
| state                 | place        | cancel    | raise                | accept   | ship                       | deliver                      | return                      | fail    |
|-----------------------|--------------|-----------|----------------------|----------|----------------------------|------------------------------|-----------------------------|---------|
| unknown               | placed ready | unknown   | unknown              | unknown  | unknown                    | unknown                      | unknown                     | unknown |
| received              | -            | cancelled | stopped_enrichment   | -        | -                          | -                            | -                           | -       |
| pending               | -            | cancelled | stopped_shipping     | accepted | shipped                    | delivered                    | returned                    | failed  |
| accepted              | -            | cancelled | stopped_shipping     | -        | shipped                    | delivered                    | returned                    | failed  |
| shipped               | -            | refused   | stopped_delivery     | accepted | -                          | delivered                    | returned                    | -       |
| delivered             | -            | refused   | not_open             | accepted | -                          | -                            | -                           | -       |
| delivered unshipped   | -            | refused   | not_open             | accepted | shipped                    | -                            | -                           | -       |
| cancelled             | -            | -         | not_open             | accepted | shipped_after_cancellation | delivered_after_cancellation | returned_after_cancellation | -       |
| failed                | -            | refused   | not_open             | accepted | shipped_while_in_exception | delivered_while_in_exception | returned                    | -       |
| stopped               | -            | refused   | not_open             | accepted | shipped_while_in_exception | delivered_while_in_exception | returned                    | failed  |
| stopped shipped       | -            | refused   | not_open             | accepted | -                          | delivered_while_in_exception | returned                    | -       |
| returned              | -            | refused   | not_open             | accepted | -                          | delivered_while_in_exception | -                           | -       |
| returned unshipped    | -            | refused   | not_open             | accepted | shipped                    | delivered_while_in_exception | -                           | -       |
| returned cancelled    | -            | refused   | not_open             | accepted | shipped                    | delivered_while_in_exception | -                           | -       |
| contradicted          | -            | refused   | not_open             | accepted | -                          | delivered_while_in_exception | returned_after_cancellation | -       |
| shipped in failed     | -            | refused   | not_open             | accepted | -                          | delivered_while_in_exception | returned                    | -       |
| delivered in returned | -            | refused   | not_open             | accepted | -                          | -                            | -                           | -       |
| asked anew            | -            | cancelled | stopped_shipping     | -        | shipped_for_former_request | delivered_for_former_request | returned                    | -       |
| enriching             | -            | cancelled | stopped_enrichment   | -        | -                          | -                            | -                           | -       |
| enriching failed      | -            | refused   | not_open             | -        | -                          | -                            | -                           | -       |
| incomplete            | -            | refused   | not_open             | -        | -                          | -                            | -                           | -       |
| stopped enriching     | -            | refused   | not_open             | -        | -                          | -                            | -                           | -       |
| reviewing             | -            | cancelled | stopped_review       | -        | -                          | -                            | -                           | -       |
| stopped reviewing     | -            | refused   | not_open             | -        | -                          | -                            | -                           | -       |
| issuing               | -            | cancelled | stopped_tax_document | -        | -                          | -                            | -                           | -       |
| rejected              | -            | refused   | not_open             | -        | -                          | -                            | -                           | -       |
| stopped issuing       | -            | refused   | not_open             | -        | -                          | -                            | -                           | -       |
| stopped issued        | -            | refused   | not_open             | -        | -                          | -                            | -                           | -       |
| cancelled issuing     | -            | -         | not_open             | -        | -                          | -                            | -                           | -       |
| issued too late       | -            | refused   | not_open             | -        | -                          | -                            | -                           | -       |
| pending at last       | -            | cancelled | stopped_shipping     | -        | -                          | -                            | -                           | -       |
"""  # noqa: E501 - a table is read across

STAGES = """
| state                 | enrich           | enrich half     | fail enrichment | again enrichment | approve            | reject   | issue           | fail document | again document |
|-----------------------|------------------|-----------------|-----------------|------------------|--------------------|----------|-----------------|---------------|----------------|
| unknown               | unknown          | unknown         | unknown         | unknown          | unknown            | unknown  | unknown         | unknown       | unknown        |
| received              | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| pending               | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| accepted              | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| shipped               | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| delivered             | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| delivered unshipped   | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| cancelled             | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| failed                | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| stopped               | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| stopped shipped       | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| returned              | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| returned unshipped    | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| returned cancelled    | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| contradicted          | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| shipped in failed     | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| delivered in returned | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| asked anew            | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| enriching             | enriched review? | half incomplete | unreachable     | enrichment?      | -                  | -        | -               | -             | -              |
| enriching failed      | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| incomplete            | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| stopped enriching     | enriched         | half incomplete | unreachable     | unreachable      | -                  | -        | -               | -             | -              |
| reviewing             | -                | -               | -               | -                | reviewed document? | rejected | -               | -             | -              |
| stopped reviewing     | -                | -               | -               | -                | reviewed           | rejected | -               | -             | -              |
| issuing               | -                | -               | -               | -                | -                  | -        | issued ready    | R12           | document?      |
| rejected              | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| stopped issuing       | -                | -               | -               | -                | -                  | -        | issued          | R12           | no_answer      |
| stopped issued        | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| cancelled issuing     | -                | -               | -               | -                | -                  | -        | issued_too_late | -             | -              |
| issued too late       | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
| pending at last       | -                | -               | -               | -                | -                  | -        | -               | -             | -              |
"""  # noqa: E501 - a table is read across

RESOLVING = """
| state                 | retry                 | correct               | accept_fact           | cancel                |
|-----------------------|-----------------------|-----------------------|-----------------------|-----------------------|
| unknown               | unknown               | unknown               | unknown               | unknown               |
| received              | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| pending               | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| accepted              | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| shipped               | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| delivered             | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| delivered unshipped   | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| cancelled             | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| failed                | ready                 | ready_moved           | no: no_fact           | called_off            |
| stopped               | -                     | no: still_asked       | no: no_fact           | called_off            |
| stopped shipped       | -                     | no: parcel_left       | no: no_fact           | no: parcel_left       |
| returned              | -                     | no: parcel_left       | no: no_fact           | called_off            |
| returned unshipped    | no: parcel_left       | no: parcel_left       | no: no_fact           | called_off            |
| returned cancelled    | no: parcel_left       | no: parcel_left       | no: no_fact           | called_off            |
| contradicted          | no: parcel_left       | no: parcel_left       | shipped               | called_off            |
| shipped in failed     | no: parcel_left       | no: parcel_left       | shipped               | called_off            |
| delivered in returned | no: parcel_left       | no: parcel_left       | delivered             | called_off            |
| asked anew            | no: resolved_already  | no: resolved_already  | no: resolved_already  | no: resolved_already  |
| enriching             | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| enriching failed      | enrichment?           | review?               | no: no_fact           | called_off            |
| incomplete            | no: answered_already  | review?               | no: no_fact           | called_off            |
| stopped enriching     | -                     | no: still_asked       | no: no_fact           | called_off            |
| reviewing             | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| stopped reviewing     | -                     | no: still_asked       | no: no_fact           | called_off            |
| issuing               | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| rejected              | document?             | document_moved?       | no: no_fact           | called_off            |
| stopped issuing       | -                     | no: still_asked       | no: no_fact           | called_off            |
| stopped issued        | ready                 | no: still_asked       | no: no_fact           | called_off            |
| cancelled issuing     | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
| issued too late       | no: order_cancelled   | no: order_cancelled   | no: no_fact           | called_off            |
| pending at last       | no: no_such_exception | no: no_such_exception | no: no_such_exception | no: no_such_exception |
"""  # noqa: E501 - a table is read across

COMMANDS: dict[str, Command] = {
    "place": PLACE,
    "cancel": CANCEL,
    "raise": RAISE,
    "accept": ACCEPT,
    "ship": SHIP,
    "deliver": DELIVER,
    "return": RETURN,
    "fail": FAIL,
    "enrich": full.ENRICH,
    "enrich half": full.ENRICH_HALF,
    "fail enrichment": full.FAIL_ENRICHMENT,
    "again enrichment": full.AGAIN_ENRICHMENT,
    "approve": full.APPROVE,
    "reject": full.REJECT,
    "issue": full.ISSUE,
    "fail document": full.FAIL_DOCUMENT,
    "again document": full.AGAIN_DOCUMENT,
}
RESOLUTIONS = ("retry", "correct", "accept_fact", "cancel")

EVENTS: dict[str, Event] = {
    "placed": PLACED,
    "ready": READY,
    "ready_moved": READY_MOVED,
    "accepted": ACCEPTED,
    "shipped": SHIPPED,
    "delivered": DELIVERED,
    "cancelled": CANCELLED,
    "called_off": replace(CANCELLED, reason=None),
    "failed": FAILED,
    "returned": RETURNED,
    "returned_after_cancellation": RETURNED_CANCELLED,
    **{f"stopped_{stage}": raised(stage) for stage in full.Stage},
    **{
        code: contradiction(code)
        for what in ("shipped", "delivered")
        for code in (
            f"{what}_after_cancellation",
            f"{what}_while_in_exception",
            f"{what}_for_former_request",
        )
    },
    "enrichment?": full.ENRICHMENT_ASKED,
    "enriched": full.ENRICHED,
    "half": full.HALF,
    "incomplete": full.INCOMPLETE,
    "unreachable": stopped(full.FAIL_ENRICHMENT),
    "review?": full.REVIEW_ASKED,
    "reviewed": full.REVIEWED,
    "rejected": full.REJECTED,
    "document?": full.DOCUMENT_ASKED,
    "document_moved?": replace(full.DOCUMENT_ASKED, details=DETAILS.amended(MOVED)),
    "issued": full.ISSUED,
    "R12": stopped(full.FAIL_DOCUMENT),
    "no_answer": stopped(full.AGAIN_DOCUMENT.failure),
    "issued_too_late": full.ISSUED_TOO_LATE,
}
REFUSALS: dict[str, type[Refusal]] = {
    "unknown": OrderUnknown,
    "refused": OrderNotCancellable,
    "not_open": OrderNotOpen,
}


def cells(table: str) -> list[tuple[str, str, str]]:
    """Read a table as (state, command, what follows)."""
    heads, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()
    ]
    return [
        (row[0], command, cell)
        for row in rows
        for command, cell in zip(heads[1:], row[1:], strict=True)
    ]


def newest_exception(state: str) -> int:
    """Return the version of the exception that was raised last, 9 where there is none."""
    history = STATES[state]
    versions = [n for n, event in enumerate(history, 1) if isinstance(event, ExceptionRaised)]
    return versions[-1] if versions else 9


def resolution(state: str, how: str) -> full.ResolveException:
    given = {"amendment": full.KNOWN if "enrich" in state or state == "incomplete" else MOVED}
    return resolve(newest_exception(state), how, **(given if how == "correct" else {}))


def test_the_matrix_has_every_state_and_every_command():
    told = {(state, command) for state, command, _ in cells(SHIPPING) + cells(STAGES)}
    assert told == {(state, command) for state in STATES for command in COMMANDS}
    decided = {(state, how) for state, how, _ in cells(RESOLVING)}
    assert decided == {(state, how) for state in STATES for how in RESOLUTIONS}
    reached = {ORDER.replay(history).status for history in STATES.values()}
    assert reached == set(Status)
    assert {type(command) for command in COMMANDS.values()} | {full.ResolveException} == set(
        Command.__args__
    )


@pytest.mark.parametrize(("state", "command", "follows"), cells(SHIPPING) + cells(STAGES))
def test_the_matrix(state: str, command: str, follows: str):
    spec = Spec(ORDER).given(*STATES[state]).when(COMMANDS[command])
    if follows in REFUSALS:
        spec.then_refused(REFUSALS[follows])
    else:
        spec.then(*[EVENTS[name] for name in follows.split() if name != "-"])


@pytest.mark.parametrize(("state", "how", "follows"), cells(RESOLVING))
def test_the_matrix_of_resolutions(state: str, how: str, follows: str):
    asked = resolution(state, how)
    spec = Spec(ORDER).given(*STATES[state]).when(asked)
    if follows == "unknown":
        spec.then_refused(OrderUnknown)
    elif follows.startswith("no: "):
        order = spec.then(refused(asked, follows.removeprefix("no: ")))
        assert order.status == ORDER.replay(STATES[state]).status
    else:
        stage = ORDER.replay(STATES[state]).exception.stage
        ends = resolved(asked.exception, how, stage, asked.amendment)
        order = spec.then(ends, *[EVENTS[name] for name in follows.split() if name != "-"])
        assert order.exception is None
