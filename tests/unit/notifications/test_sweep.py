"""The sweep takes up what is due: one letter's fault stops no other, and time is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.notifications.application.posting import AGENDA, pause
from chalicelib.notifications.application.sweep import BUDGET, LATER, SweepIncomplete
from chalicelib.notifications.domain.events import AddressAwaited
from chalicelib.notifications.domain.letter import Status
from eventing.stream import Commit, Due
from tests.support.letters import (
    ORDER_PLACED,
    PLACED_LETTER,
    SHIPPED_LETTER,
    THROTTLED,
    WHOLE,
    Crash,
    World,
)

OTHER = "5e1d9a42-3c7b-5f06-8a1e-b94c20d7e385"


@pytest.fixture
def world() -> World:
    """Two letters failed and are to be tried again."""
    world = World()
    world.office.answers = [THROTTLED, THROTTLED]
    world.letters.placed(ORDER_PLACED, WHOLE)
    other = replace(ORDER_PLACED, order_id=OTHER)
    world.letters.placed(other, WHOLE)
    return world


def test_one_letter_that_cannot_be_taken_up_stops_no_other(world: World):
    find = world.contacts.find

    def unreadable(order_id):
        if order_id == OTHER:
            raise Crash
        return find(order_id)

    world.contacts.find = unreadable  # type: ignore[method-assign]
    with pytest.raises(SweepIncomplete, match="1 letters, beside 1"):
        world.sweep(after=pause(1))
    assert world.reported == [f"{OTHER}:order_placed"]
    assert world.letter(PLACED_LETTER).status is Status.SENT

    world.contacts.find = find  # type: ignore[method-assign]
    assert world.sweep(after=LATER - timedelta(seconds=1)) == 0
    assert world.sweep(after=timedelta(seconds=1)) == 1
    assert len(world.office.delivered) == 2


def test_a_run_stops_in_time_and_the_next_goes_on(world: World):
    send = world.office.send

    def slow(mail, letter_id):
        world.now += BUDGET + timedelta(seconds=1)
        return send(mail, letter_id)

    world.office.send = slow  # type: ignore[method-assign]
    assert world.sweep(after=pause(1)) == 1
    assert world.sweep(after=timedelta()) == 1
    assert len(world.office.delivered) == 2


def test_a_crash_after_the_new_attempt_began_begins_no_other(world: World):
    world.office.answers = [Crash()]
    with pytest.raises(SweepIncomplete):
        world.sweep(after=pause(1))
    world.sweep(after=LATER)
    assert world.letter(PLACED_LETTER).attempt == 2
    assert [letter for letter, _ in world.office.delivered].count(PLACED_LETTER) == 1


def test_what_waits_for_no_time_is_only_taken_off_the_agenda():
    world = World()
    world.letters.placed(ORDER_PLACED, WHOLE)
    known = world.store.read(PLACED_LETTER).commits[0].provenance
    awaited = Commit(SHIPPED_LETTER, 1, (AddressAwaited("order#4", None),), known)
    world.store.append(awaited, due=Due(AGENDA, world.now))
    assert world.sweep(after=timedelta()) == 1
    assert world.waiting == 0
    assert world.history(SHIPPED_LETTER) == ["AddressAwaited"]
