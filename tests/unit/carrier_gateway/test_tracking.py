"""Scans of a parcel: whatever order they come in, nothing is lost and nothing goes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.carrier_gateway.domain.answering import ConversationUnknown
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.scan import MOVED, ParcelScanned, RecordScan, Scan, Status
from chalicelib.carrier_gateway.domain.shipping import tracking
from chalicelib.carrier_gateway.domain.shipping.commands import ConfirmDelivery, ConfirmShipment
from chalicelib.carrier_gateway.domain.shipping.conversation import CONVERSATION
from chalicelib.carrier_gateway.domain.shipping.events import (
    CancellationAnswered,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ShipmentAccepted,
    ShipmentRequested,
)
from chalicelib.carrier_gateway.domain.shipping.tracking import (
    Parcel,
    ParcelAmbiguous,
    ParcelUnknown,
    TooManyScans,
    parcel_meant,
)
from tests.support.conversations import CANCELLED, CONSIGNMENT, NOON, READY
from tests.support.spec import Spec

talk = Spec(CONVERSATION)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOON + HOUR
NUMBER = "1Z-9"

REQUESTED = ShipmentRequested("acme", Way.SIGNED, "cb-1", READY, CONSIGNMENT)
ACCEPTED = ShipmentAccepted("acme", READY, "label printed", NUMBER)
SHIPPED = OrderShipped("acme", READY, LATER, NUMBER)
DELIVERED = OrderDelivered("acme", READY, LATER)
WITHDRAWN = CancellationAnswered("acme", CANCELLED, Outcome.WITHDRAWN, None)


def scan(status, at=LATER, **more):
    return RecordScan("acme", Scan(status, at, NUMBER, **more), "w-1")


def scanned(command):
    return ParcelScanned("acme", READY, command.scan, command.webhook_id)


@pytest.mark.parametrize("status", Status)
def test_a_first_scan_ships_the_order_if_it_shows_that_the_parcel_moved(status):
    told = scan(status)
    shipped = [SHIPPED] if status in MOVED else []
    delivered = [DELIVERED] if status is Status.DELIVERED else []
    talk.given(REQUESTED, ACCEPTED).when(told).then(scanned(told), *shipped, *delivered)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("after", [(SHIPPED,), (DELIVERED,), (SHIPPED, DELIVERED)])
def test_what_is_known_of_the_parcel_is_not_said_again(status, after):
    told = scan(status, NOON + 2 * HOUR)
    kinds = {type(event) for event in talk.given(REQUESTED, *after).when(told).decided()}
    assert kinds == {ParcelScanned} | {
        kind
        for kind, shown in ((OrderShipped, MOVED), (OrderDelivered, {Status.DELIVERED}))
        if status in shown and not any(isinstance(event, kind) for event in after)
    }


def test_a_parcel_that_comes_back_after_delivery_is_told_and_stays_delivered():
    back = scan(Status.RETURN_TO_SENDER, LATER + DAY)
    state = talk.given(REQUESTED, SHIPPED, DELIVERED).when(back).then(scanned(back))
    assert state.dealing.delivered == DELIVERED


def test_the_same_scan_again_is_nothing_whatever_message_brings_it():
    told = scan(Status.IN_TRANSIT, location="Dover, GB")
    again = replace(told, webhook_id="w-2")
    talk.given(REQUESTED, scanned(told), SHIPPED).when(again).then_nothing()


@pytest.mark.parametrize(
    "change", [{"reason": "weather"}, {"location": "Calais, FR"}, {"occurred_at": NOON}]
)
def test_a_scan_that_says_anything_else_is_another_one(change):
    told = scan(Status.IN_TRANSIT, location="Dover, GB")
    other = replace(told, scan=replace(told.scan, **change))
    talk.given(REQUESTED, scanned(told), SHIPPED).when(other).then(scanned(other))


@pytest.mark.parametrize("history", [(), (WITHDRAWN,)])
def test_a_carrier_speaks_only_of_parcels_given_to_it(history):
    talk.given(*history).when(scan(Status.IN_TRANSIT)).then_refused(ConversationUnknown)
    foreign = replace(scan(Status.IN_TRANSIT), partner="globex")
    talk.given(REQUESTED, *history).when(foreign).then_refused(ConversationUnknown)


def test_a_parcel_that_moves_after_a_cancellation_is_told_for_the_order_to_judge():
    told = scan(Status.PICKED_UP)
    talk.given(REQUESTED, WITHDRAWN).when(told).then(scanned(told), SHIPPED)


def test_a_confirmation_after_scans_adds_only_what_is_new():
    told = scan(Status.IN_TRANSIT)
    after = talk.given(REQUESTED, scanned(told), SHIPPED)
    after.when(ConfirmShipment("acme", NOON, None)).then_nothing()
    after.when(ConfirmDelivery("acme", LATER)).then(DELIVERED)


def test_a_program_that_runs_wild_is_stopped(monkeypatch):
    monkeypatch.setattr(tracking, "MOST_SCANS", 2)
    told = [scan(Status.ON_HOLD, NOON + hours * HOUR) for hours in range(3)]
    full = talk.given(REQUESTED, scanned(told[0]), scanned(told[1]))
    full.when(told[2]).then_refused(TooManyScans)
    full.when(told[1]).then_nothing()


scans = st.builds(
    scan,
    st.sampled_from(Status),
    st.integers(0, 5).map(lambda hours: NOON + hours * HOUR),
    location=st.sampled_from([None, "Dover, GB"]),
)


@given(
    st.lists(scans, max_size=12).flatmap(
        lambda told: st.tuples(st.just(told), st.permutations(told))
    )
)
def test_in_any_order_the_same_scans_tell_the_same(told_twice):
    first, second = (facts(told) for told in told_twice)
    assert first == second


def facts(told):
    """What is known in the end; on the way, nothing known is ever lost."""
    state, published = CONVERSATION.replay([REQUESTED]), []
    for command in told:
        events = CONVERSATION.decide(state, command)
        assert len(events) <= 3
        after = CONVERSATION.replay([REQUESTED, *published, *events])
        assert after.shipped or not state.shipped
        assert after.dealing.delivered or not state.dealing.delivered
        assert state.dealing.scans <= after.dealing.scans
        state, published = after, [*published, *events]
    kinds = sorted(type(event).__name__ for event in published)
    return state.dealing.scans, bool(state.shipped), bool(state.dealing.delivered), kinds


# Which order a tracking number means.

OLD = Parcel("old", NOON - 90 * DAY, NOON - 80 * DAY)
NEW = Parcel("new", NOON)


@pytest.mark.parametrize(
    ("parcels", "at", "meant"),
    [
        ([NEW], LATER, "new"),
        ([NEW], NOON, "new"),
        ([NEW], NOON - 23 * HOUR, "new"),
        ([NEW], NOON - 25 * HOUR, None),
        ([NEW], NOON + 120 * DAY, "new"),
        ([NEW], NOON + 120 * DAY + HOUR, None),
        ([OLD, NEW], LATER, "new"),
        ([NEW, OLD], LATER, "new"),
        ([OLD, NEW], NOON - 85 * DAY, "old"),
        ([OLD, NEW], NOON - 80 * DAY, "old"),
        ([OLD, NEW], NOON - 79 * DAY, None),
        ([OLD], NOON - 79 * DAY, "old"),
        ([OLD, NEW], NOON - HOUR, "new"),
        ([replace(OLD, delivered_at=None), NEW], NOON - 79 * DAY, "old"),
        ([replace(OLD, delivered_at=None), NEW], LATER, "new"),
        ([replace(OLD, delivered_at=NOON + DAY), NEW], NOON + 2 * DAY, "new"),
        ([], NOON, None),
    ],
)  # fmt: skip
def test_a_number_means_the_newest_parcel_that_was_handed_over_before_the_scan(parcels, at, meant):
    if meant is None:
        with pytest.raises(ParcelUnknown):
            parcel_meant(parcels, at)
    else:
        assert parcel_meant(parcels, at) == meant


@pytest.mark.parametrize("second", [NOON, NOON + HOUR, NOON + 29 * DAY])
def test_orders_that_share_a_parcel_are_not_told_apart_by_guessing(second):
    with pytest.raises(ParcelAmbiguous):
        parcel_meant([NEW, Parcel("other", second)], NOON + 30 * DAY)


def test_a_number_that_was_free_again_within_a_month_is_not_shared():
    early = Parcel("early", NOON - 5 * DAY, NOON - 2 * DAY)
    assert parcel_meant([early, NEW], LATER) == "new"


@pytest.mark.parametrize(
    ("hours", "meant"), [(0, "quick"), (-1, "quick"), (11, "next"), (13, "next")]
)
def test_a_number_that_is_given_out_again_within_a_day_means_what_was_handed_over_first(
    hours, meant
):
    quick = Parcel("quick", NOON, NOON + HOUR)
    again = Parcel("next", NOON + 12 * HOUR)
    assert parcel_meant([again, quick], NOON + hours * HOUR) == meant
