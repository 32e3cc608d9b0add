"""A command becomes one commit, or is recognised, or is refused; races are decided again."""

from dataclasses import replace

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.domain.order import ORDER, OrderNotCancellable, Status
from eventing.handle import ATTEMPTS, Outcome, handle
from eventing.memory import InMemoryEventStore
from eventing.store import CommandConflict, StaleStream
from eventing.stream import Commit, Due, Stream
from tests.support.orders import (
    ACCEPT,
    ACCEPTED,
    CANCEL,
    DELIVER,
    DELIVERED,
    NOON,
    OPENING,
    ORDER_ID,
    PLACE,
    PLACED,
    READY,
    SHIP,
    SHIPPED,
    commit,
    provenance,
)


class RacingStore(InMemoryEventStore):
    """Stores what rivals have to say just before our append."""

    def __init__(self, *rivals: Commit) -> None:
        super().__init__(LANGUAGE)
        self.rivals = list(rivals)

    def append(self, commit: Commit, *, due: Due | None = None) -> Commit:
        if self.rivals:
            super().append(self.rivals.pop(0))
        return super().append(commit, due=due)


def run(command, store, command_id="ours", stream=None, due=lambda _: None, **changed) -> Outcome:
    stream = store.read(ORDER_ID) if stream is None else stream
    said = provenance(command_id, **changed)
    return handle(command, said, stream=stream, decider=ORDER, store=store, due=due)


def placed(*rivals: Commit) -> RacingStore:
    store = RacingStore(*rivals)
    InMemoryEventStore.append(store, OPENING)
    return store


def test_what_a_command_leads_to_is_one_commit():
    store = RacingStore()
    outcome = run(PLACE, store)
    assert (outcome.events, outcome.version, outcome.repeated) == ((PLACED, READY), 2, False)
    assert store.read(ORDER_ID).commits == (
        Commit(ORDER_ID, 1, (PLACED, READY), provenance("ours")),
    )


def test_a_first_command_needs_no_read_and_is_right_all_the_same():
    store = placed(commit(SHIPPED, version=3))
    outcome = run(PLACE, store, stream=Stream(ORDER_ID))
    assert (outcome.events, outcome.version, outcome.repeated) == ((), 3, False)
    assert outcome.state.status is Status.SHIPPED


def test_after_a_lost_race_it_is_decided_again_on_what_is_there():
    store = placed(commit(SHIPPED, version=3))
    with pytest.raises(OrderNotCancellable):
        run(CANCEL, store)
    assert store.read(ORDER_ID).events == [PLACED, READY, SHIPPED]


def test_who_loses_every_race_is_told_so():
    rivals = [commit(ACCEPTED, version=3 + number) for number in range(ATTEMPTS)]
    store = placed(*rivals)
    with pytest.raises(StaleStream):
        run(DELIVER, store)
    assert store.read(ORDER_ID).version == 2 + ATTEMPTS


def test_a_command_that_changes_nothing_stores_nothing():
    store = placed(commit(SHIPPED, version=3))
    store.append(commit(ACCEPTED, version=4))
    outcome = run(SHIP, store)
    assert (outcome.events, outcome.version, outcome.repeated) == ((), 4, False)
    assert outcome.state.status is Status.SHIPPED
    assert store.read(ORDER_ID).version == 4


def test_a_command_seen_before_is_found_anywhere_and_answered_as_it_was():
    store = placed()
    first = run(ACCEPT, store)
    run(SHIP, store, "later")
    run(DELIVER, store, "still later")
    again = run(ACCEPT, store)
    assert again == replace(first, repeated=True)
    assert store.read(ORDER_ID).events == [PLACED, READY, ACCEPTED, SHIPPED, DELIVERED]


def test_a_command_seen_before_with_other_input_is_a_conflict():
    store = placed()
    run(CANCEL, store)
    with pytest.raises(CommandConflict):
        run(CANCEL, store, fingerprint="other")


def test_two_deliveries_of_one_command_at_once_become_one_commit():
    ours = commit(SHIPPED, version=3, command_id="ours")
    store = placed(ours)
    outcome = run(SHIP, store, at=NOON.replace(hour=13))
    assert outcome.repeated
    assert store.read(ORDER_ID).commits[1:] == (ours,)


def test_what_is_due_goes_on_the_agenda_with_the_commit():
    store = placed()
    run(SHIP, store, due=lambda events: Due(f"after {len(events)}", NOON))
    assert [a.version for a in store.due("after 1", NOON, 9)] == [3]


@pytest.mark.parametrize("events", [(), (ACCEPTED,) * 4])
def test_a_commit_holds_one_to_three_events(events):
    with pytest.raises(ValueError, match="1 to 3"):
        commit(*events)
