"""Carriers that were asked before another was: what they may still have, say, and be told."""

from dataclasses import replace

import pytest

from chalicelib.carrier_gateway.domain.answering import ConversationUnknown
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.scan import RecordScan, Scan, Status
from chalicelib.carrier_gateway.domain.shipping.commands import (
    AcceptByCallback,
    CancelShipment,
    ConfirmDelivery,
    ConfirmShipment,
    DoubtWithdrawal,
    RecordCancellation,
    RequestShipment,
    TellFormerCarrier,
)
from chalicelib.carrier_gateway.domain.shipping.conversation import CONVERSATION, NO_WAY_TO_CANCEL
from chalicelib.carrier_gateway.domain.shipping.events import (
    CancellationAnswered,
    CancellationRequested,
    Event,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ShipmentAccepted,
    ShipmentFailed,
    ShipmentRequested,
    ShipmentTaken,
)
from tests.support.conversations import CANCELLED, CONSIGNMENT, NOON, ORDER_ID, READY
from tests.support.spec import Spec

talk = Spec(CONVERSATION)
NEXT = f"{ORDER_ID}#7"

ACME = ShipmentRequested("acme", Way.SIGNED, "cb-1", READY, CONSIGNMENT)
TAKEN = ShipmentTaken("acme", READY, NOON)
SILENT = ShipmentFailed("acme", READY, "no_answer", "Nothing.", True)
DECLINED = ShipmentFailed("acme", READY, "refused", "No.", False)
ACME_AGAIN = replace(ACME, answers=NEXT, callback_id="cb-2")
HERMES = replace(ACME_AGAIN, carrier="hermes")
MISTYPED = ShipmentFailed("acmee", NEXT, "unknown_carrier", "No such carrier.", False)
ACCEPTED = ShipmentAccepted("hermes", NEXT, "label printed", "H-1")

CANCEL = CancelShipment("hermes", CANCELLED)
TELL_ACME = TellFormerCarrier("acme")
ACME_TOLD = CancellationRequested("acme", Way.SIGNED, CANCELLED)
HERMES_TOLD = CancellationRequested("hermes", Way.SIGNED, CANCELLED)

IN_DOUBT: tuple[Event, ...] = (ACME, TAKEN, SILENT)


def withdrawn(carrier: str) -> CancellationAnswered:
    return CancellationAnswered(carrier, CANCELLED, Outcome.WITHDRAWN, None)


# The same carrier, asked anew


def test_a_doubt_about_the_first_request_outlasts_the_second():
    told = talk.given(*IN_DOUBT, ACME_AGAIN).when(replace(CANCEL, carrier="acme"))
    assert told.then(ACME_TOLD).to_call == ("acme",)


def test_a_definite_refusal_ends_all_doubt():
    refused = replace(DECLINED, answers=NEXT)
    told = talk.given(*IN_DOUBT, ACME_AGAIN, refused).when(replace(CANCEL, carrier="acme"))
    assert told.then(withdrawn("acme")).untold == ()


# Another carrier


@pytest.mark.parametrize("asked", [(HERMES,), (MISTYPED,), (HERMES, ACCEPTED)])
def test_who_may_still_have_a_cancelled_order_is_told_too(asked):
    state = CONVERSATION.replay([*IN_DOUBT, *asked, *_decided((*IN_DOUBT, *asked), CANCEL)])
    assert state.untold == ("acme",)
    after = talk.given(*IN_DOUBT, *asked, *_decided((*IN_DOUBT, *asked), CANCEL))
    state = after.when(TELL_ACME).then(ACME_TOLD)
    assert state.untold == ()
    assert "acme" in state.to_call


def test_who_refused_is_told_nothing():
    events = (ACME, DECLINED, HERMES)
    state = talk.given(*events).when(CANCEL).then(withdrawn("hermes"))
    assert state.untold == ()
    talk.given(*events, withdrawn("hermes")).when(TELL_ACME).then_nothing()


def test_nobody_is_told_of_a_cancellation_before_there_is_one():
    talk.given(*IN_DOUBT, HERMES).when(TELL_ACME).then_nothing()


def test_each_carriers_answer_to_the_cancellation_is_its_own():
    events = (*IN_DOUBT, HERMES, ACCEPTED, HERMES_TOLD, ACME_TOLD)
    answer = RecordCancellation("acme", CANCELLED, Outcome.CONFIRMED, None)
    confirmed = CancellationAnswered("acme", CANCELLED, Outcome.CONFIRMED, None)
    state = talk.given(*events).when(answer).then(confirmed)
    assert state.to_call == ("hermes",)
    talk.given(*events, confirmed).when(answer).then_nothing()


def test_a_former_carrier_behind_an_api_destination_cannot_be_told():
    handed_over = replace(ACME, way=Way.API_DESTINATION)
    events = (handed_over, SILENT, HERMES, withdrawn("hermes"))
    told = replace(ACME_TOLD, way=Way.API_DESTINATION)
    answered = CancellationAnswered("acme", CANCELLED, Outcome.UNREACHABLE, NO_WAY_TO_CANCEL)
    state = talk.given(*events).when(TELL_ACME).then(told, answered)
    assert (state.untold, state.to_call) == ((), ())


def test_a_doubt_about_a_former_request_is_no_doubt_about_the_current_one():
    events = (*IN_DOUBT, HERMES, withdrawn("hermes"))
    talk.given(*events).when(DoubtWithdrawal(READY)).then_nothing()
    talk.given(*events).when(DoubtWithdrawal(NEXT)).then(HERMES_TOLD)


# What a former carrier says


@pytest.mark.parametrize("asked", [(HERMES,), (MISTYPED,), (HERMES, ACCEPTED)])
def test_a_former_carriers_parcel_is_told_under_its_own_question(asked):
    said = ConfirmShipment("acme", NOON, "1Z-9")
    shipped = OrderShipped("acme", READY, NOON, "1Z-9")
    state = talk.given(*IN_DOUBT, *asked).when(said).then(shipped)
    assert state.shipped is None
    assert state.answers == NEXT
    delivered = OrderDelivered("acme", READY, NOON)
    after = talk.given(*IN_DOUBT, *asked, shipped)
    after.when(said).then_nothing()
    after.when(ConfirmDelivery("acme", NOON)).then(delivered)


def test_a_former_carriers_parcel_leaves_the_current_question_open():
    shipped = OrderShipped("acme", READY, NOON, "1Z-9")
    state = CONVERSATION.replay((*IN_DOUBT, HERMES, shipped))
    assert (state.is_open, state.is_agreed, state.to_call) == (True, False, ("hermes",))
    assert CONVERSATION.replay((*IN_DOUBT, MISTYPED, shipped)).failed == MISTYPED


def test_the_scans_of_two_parcels_are_apart():
    scan = Scan(Status.IN_TRANSIT, NOON, "1Z-9")
    ours = RecordScan("acme", scan, "webhook-1")
    told = talk.given(*IN_DOUBT, HERMES).when(ours).decided()
    assert told[1] == OrderShipped("acme", READY, NOON, "1Z-9")
    after = talk.given(*IN_DOUBT, HERMES, *told)
    after.when(ours).then_nothing()
    theirs = after.when(replace(ours, partner="hermes")).decided()
    assert theirs[1] == OrderShipped("hermes", NEXT, NOON, "1Z-9")


def test_a_former_carriers_late_answer_is_not_the_current_ones():
    late = AcceptByCallback("acme", "cb-1", "label printed", "1Z-9")
    talk.given(*IN_DOUBT, HERMES).when(late).then_refused(ConversationUnknown)


def test_a_carrier_that_is_no_longer_registered_keeps_what_it_has():
    gone = replace(MISTYPED, carrier="acme")
    events = (*IN_DOUBT, gone, withdrawn("acme"))
    talk.given(*events).when(TELL_ACME).then(ACME_TOLD)
    again = RequestShipment("acme", Way.SIGNED, f"{ORDER_ID}#9", CONSIGNMENT)
    (asked,) = talk.given(*IN_DOUBT, gone).when(again).decided()
    assert CONVERSATION.replay((*IN_DOUBT, gone, asked)).dealing.round == 1


def _decided(events: tuple[Event, ...], command: CancelShipment) -> list[Event]:
    return list(talk.given(*events).when(command).decided())
