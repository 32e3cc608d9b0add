"""One drainer a partner: what each answer leads to, in which order, at which pace, until when."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from chalicelib.carrier_gateway.application.calls import NoReply, Purpose, Reply
from chalicelib.carrier_gateway.application.drainer import PartnerUnknown
from chalicelib.carrier_gateway.domain.answering import callback_id
from chalicelib.carrier_gateway.domain.shipping.commands import ConfirmShipment
from tests.support.conversations import ACME, NOON, ORDER_ID, READY, TALK, TENANT, World

DAY = timedelta(days=1)
DOWN = NoReply("Nobody there.")
ORDERS = [str(UUID(int=number)) for number in range(1, 31)]


@pytest.fixture
def world() -> World:
    return World()


def test_a_due_call_is_made_once_and_its_answer_stored(world):
    world.carriers.replies = [Reply(200, b'{"tracking_number": "1Z-9"}')]
    world.request()
    assert world.drain()
    assert world.drain()
    assert world.kinds() == ["ShipmentRequested", "ShipmentAccepted"]
    assert len(world.carriers.calls) == 1
    assert world.due() == []
    answered = world.store.read(TALK).commits[-1].provenance
    assert (answered.actor, answered.causation_id) == ("partner:acme", f"{TALK}#1")
    assert (answered.tenant_id, answered.correlation_id) == (TENANT, ORDER_ID)


def test_what_the_carrier_is_told(world):
    world.request()
    world.drain()
    ((_, call),) = world.carriers.calls
    assert call.path == "/orders"
    assert call.idempotency_key == f"{ORDER_ID}:ship"
    assert call.message_id == f"ship_{callback_id(READY)}"
    assert call.document == {
        "order_id": ORDER_ID,
        "external_id": "A-1001",
        "callback_id": callback_id(READY),
        "task_type": "ORDER_SHIPPING_SERVICE",
        "ship_to": {
            "name": "Ada Example",
            "line1": "Lindengasse 7",
            "line2": "Top 12",
            "city": "Wien",
            "postal_code": "1070",
            "country": "AT",
        },
        "lines": [
            {"sku": "MUG-BLUE", "description": "Mug, blue", "quantity": 2, "unit_price": "9.95"},
            {"sku": "TEA-100", "quantity": 1, "unit_price": "12.50"},
        ],
        "currency": "EUR",
        "total": "32.40",
        "dispatch_by": "2026-11-21T12:00:00.000Z",
    }


def test_what_the_carrier_is_told_of_a_cancellation(world):
    world.request()
    world.drain()
    world.cancel()
    world.drain()
    call = world.carriers.calls[-1][1]
    assert (call.purpose, call.path) == (Purpose.CANCEL, f"/orders/{ORDER_ID}/cancellation")
    assert call.idempotency_key == f"{ORDER_ID}:cancel"
    assert call.message_id == f"cancel_{callback_id(READY)}"
    assert call.document == {
        "order_id": ORDER_ID,
        "external_id": "A-1001",
        "callback_id": callback_id(READY),
        "task_type": "ORDER_SHIPPING_SERVICE",
    }
    assert world.last().outcome == "confirmed"
    assert world.due() == []


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [(Reply(422), "refused"), (Reply(404), "refused"), (Reply(200, b"<html>"), "confirmed")],
)
def test_how_telling_of_a_cancellation_ends(world, reply, outcome):
    world.request()
    world.drain()
    world.cancel()
    world.carriers.replies = [reply]
    world.drain()
    assert world.kinds()[-2:] == ["CancellationRequested", "CancellationAnswered"]
    assert world.last().outcome == outcome


def test_a_refused_order_is_a_failed_shipment_at_once(world):
    world.carriers.replies = [Reply(422)]
    world.request()
    world.drain()
    failed = world.last()
    assert (failed.code, failed.retryable) == ("refused", False)
    assert failed.message == "The partner answered 422."
    assert len(world.carriers.calls) == 1


def test_a_carrier_that_is_back_soon_is_asked_again_at_once(world):
    world.carriers.replies = [DOWN, Reply(500), Reply(200, b"{}")]
    world.request()
    assert world.drain()
    assert world.kinds() == ["ShipmentRequested", "ShipmentAccepted"]
    first, second, third = (at for at, _ in world.carriers.calls)
    assert first < second < third < NOON + timedelta(seconds=10)


def test_every_attempt_is_the_same_call(world):
    world.carriers.replies = [DOWN, Reply(200, b"<html>"), Reply(200, b"{}")]
    world.request()
    world.drain()
    assert len(world.carriers.calls) == 3
    assert len({call.idempotency_key for _, call in world.carriers.calls}) == 1
    assert len({(call.message_id, str(call.document)) for _, call in world.carriers.calls}) == 1


def test_a_carrier_that_stays_away_is_left_alone_for_longer_and_longer(world):
    world.carriers.replies = [DOWN]
    world.request()
    gaps = []
    while world.time.now() < NOON + timedelta(hours=2):
        world.drain()
        world.time.at = max(world.time.at, world.due()[0], world.again or world.time.at)
    for (earlier, _), (later, _) in zip(
        world.carriers.calls, world.carriers.calls[1:], strict=False
    ):
        gaps.append((later - earlier).total_seconds())
    assert gaps[0] < 3
    assert 250 < gaps[-1] < 310
    assert len(gaps) < 50
    assert world.kinds() == ["ShipmentRequested"]


def test_retry_after_is_obeyed(world):
    world.carriers.replies = [Reply(429, retry_after="600"), Reply(200, b"{}")]
    world.request()
    world.drain()
    (due,) = world.due()
    asked = world.carriers.calls[0][0]
    assert due - asked == timedelta(seconds=600)
    world.drain()
    assert len(world.carriers.calls) == 1
    world.time.at = due
    world.drain()
    assert world.kinds()[-1] == "ShipmentAccepted"


@pytest.mark.parametrize(
    ("reply", "code"), [(DOWN, "unreachable"), (Reply(200, b"<html>"), "unreadable_answer")]
)
def test_what_is_not_settled_within_the_deadline_has_failed_and_may_be_tried_anew(
    world, reply, code
):
    world.carriers.replies = [reply]
    world.request()
    world.drain()
    world.time.at = NOON + DAY
    world.drain()
    failed = world.last()
    assert (failed.code, failed.retryable) == (code, True)
    assert world.store.read(TALK).commits[-1].provenance.actor == "system:carrier-gateway"
    assert world.due() == []


def test_a_cancellation_that_nobody_hears_ends_as_unreachable(world):
    world.request()
    world.drain()
    world.cancel()
    world.carriers.replies = [DOWN]
    world.drain()
    world.time.at += DAY
    world.drain()
    assert world.last().outcome == "unreachable"


def test_even_a_call_that_waited_beyond_its_deadline_is_made_once(world):
    world.request()
    world.time.at = NOON + 3 * DAY
    world.drain()
    assert world.kinds()[-1] == "ShipmentAccepted"


def test_calls_are_made_in_the_order_in_which_they_fell_due(world):
    for order_id in ORDERS:
        world.request(order_id)
        world.time.sleep(0.01)
    world.carriers.time.sleep(1)
    world.partners["acme"] = replace(ACME, rate_per_second=300)
    world.drain()
    called = [call.asked.order_id for _, call in world.carriers.calls]
    assert sorted(called) == ORDERS
    # A few are on their way at once, so neighbours may change places.
    assert all(abs(ORDERS.index(order_id) - place) < 8 for place, order_id in enumerate(called))


def test_more_calls_than_one_look_shows_are_made_without_a_rest(world):
    world.partners["acme"] = replace(ACME, rate_per_second=300)
    orders = [str(UUID(int=number)) for number in range(1, 121)]
    for order_id in orders:
        world.request(order_id)
    world.drain()
    assert len(world.carriers.calls) == 120
    assert world.time.now() - NOON < timedelta(seconds=120 * 1.1 / 300 + 1)


@pytest.mark.parametrize("died_at", [None, NOON - timedelta(seconds=1)])
def test_a_request_withdrawn_before_any_attempt_is_never_made(world, died_at):
    world.leases.died_at = died_at
    world.request()
    world.cancel()
    world.drain()
    assert world.carriers.calls == []
    assert world.kinds() == ["ShipmentRequested", "CancellationAnswered"]
    assert world.due() == []


def test_a_request_that_was_sent_by_a_drainer_that_died_is_taken_back(world):
    class Dies(BaseException):
        pass

    def die():
        raise Dies

    world.carriers.meanwhile = die
    world.request()
    with pytest.raises(Dies):
        world.drain()
    world.carriers.meanwhile = lambda: None
    world.cancel()
    world.leases.died_at = world.time.now()
    world.drain()
    assert [call.purpose for _, call in world.carriers.calls] == [Purpose.SHIP, Purpose.CANCEL]
    assert world.last().outcome == "confirmed"
    assert world.due() == []


def test_a_request_withdrawn_after_an_attempt_may_be_with_the_carrier_so_it_is_told(world):
    world.carriers.replies = [NoReply("It did not answer in time."), Reply(200)]
    world.request()
    world.drain(seconds=16)
    world.cancel()
    assert world.last().outcome == "withdrawn"
    world.time.sleep(5)
    world.drain()
    assert [call.purpose for _, call in world.carriers.calls] == [Purpose.SHIP, Purpose.CANCEL]
    assert world.last().outcome == "confirmed"
    assert world.due() == []


def test_an_order_cancelled_while_its_call_is_on_its_way_is_taken_back(world):
    world.carriers.meanwhile = world.cancel
    world.request()
    world.drain()
    assert world.kinds() == [
        "ShipmentRequested",
        "CancellationAnswered",
        "ShipmentAccepted",
        "CancellationRequested",
        "CancellationAnswered",
    ]
    assert world.last().outcome == "confirmed"
    assert world.due() == []


def test_a_confirmation_that_overtakes_the_answer_is_no_obstacle(world):
    confirmation = ConfirmShipment("acme", NOON, None)
    world.carriers.meanwhile = lambda: world.conversations.confirm(ORDER_ID, confirmation)
    world.request()
    world.drain()
    assert world.kinds() == ["ShipmentRequested", "OrderShipped", "ShipmentAccepted"]
    assert world.due() == []


def test_a_call_whose_answer_is_stored_already_is_only_taken_off_the_agenda(world):
    world.request()
    (appointment,) = world.store.due("calls:acme", NOON, 1)
    world.drain()
    row = world.store.rows[TALK, 1]
    row.update(due_key="calls:acme", due_at="2026-11-20T12:00:00.000000Z")
    world.drain()
    assert (len(world.carriers.calls), world.due()) == (1, [])
    assert appointment.version == 1


def test_a_wake_that_meets_a_drainer_leaves_at_once(world):
    world.request()
    world.leases.held = True
    assert world.drain()
    assert world.carriers.calls == []


def test_a_drainer_that_was_called_while_it_worked_looks_again(world):
    world.leases.knocks = 2
    world.request()
    looks = []
    look = world.all.due
    world.all.due = lambda *arguments: looks.append(1) or look(*arguments)
    assert world.drain()
    assert len(looks) > 4
    assert not world.leases.held


def test_calls_that_fall_due_while_a_drainer_works_are_made_too(world):
    world.request()
    world.carriers.meanwhile = lambda: world.request(ORDERS[0])
    world.drain()
    assert [call.asked.order_id for _, call in world.carriers.calls] == [ORDER_ID, ORDERS[0]]


def test_a_drainer_whose_time_is_over_says_so(world):
    for order_id in ORDERS:
        world.request(order_id)
    world.partners["acme"] = replace(ACME, rate_per_second=1)
    assert not world.drain(seconds=25)
    sent = len(world.carriers.calls)
    assert 5 < sent < 12
    assert not world.leases.held
    assert world.time.now() <= NOON + timedelta(seconds=25 - 12)
    while not world.drain(seconds=60):
        pass
    assert len(world.carriers.calls) == len(ORDERS)


def test_too_little_time_makes_no_call(world):
    world.request()
    assert not world.drain(seconds=10)
    assert world.carriers.calls == []


def test_a_fault_of_ours_holds_up_one_call_and_is_told(world):
    world.partners["acme"] = replace(ACME, rate_per_second=300)
    world.carriers.replies = [RuntimeError("broken"), Reply(200, b"{}")]
    for order_id in ORDERS[:5]:
        world.request(order_id)
    with pytest.raises(ExceptionGroup, match="calls to acme failed"):
        world.drain()
    done = [order_id for order_id in ORDERS[:5] if "ShipmentAccepted" in world.kinds(order_id)]
    assert (len(done), len(world.due())) == (4, 1)
    assert not world.leases.held
    world.time.sleep(60)
    world.drain()
    assert world.due() == []


def late(world: World) -> None:
    """Have the call put off until its deadline and an hour are over, as faults of ours would."""
    (waiting,) = world.all.due("calls:acme", world.time.now() + DAY, 1)
    world.time.at += DAY + timedelta(hours=1)
    world.all.postpone(waiting, world.time.now())


@contextmanager
def nothing_stored(world: World) -> Iterator[None]:
    def broken(*_: object, **__: object) -> None:
        raise ConnectionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.store, "append", broken)
        yield


def test_a_fault_of_ours_that_nobody_mends_in_time_is_a_failure_that_a_person_sees(world):
    world.carriers.replies = [RuntimeError("broken")]
    world.request()
    late(world)
    with pytest.raises(ExceptionGroup, match="calls to acme failed"):
        world.drain()
    failed = world.last()
    assert (failed.code, failed.retryable) == ("not_processed", True)
    assert world.due() == []


def test_a_cancellation_that_a_fault_of_ours_keeps_back_ends_as_unreachable(world):
    world.request()
    world.drain()
    world.cancel()
    late(world)
    world.carriers.replies = [RuntimeError("broken")]
    with pytest.raises(ExceptionGroup, match="calls to acme failed"):
        world.drain()
    assert world.last().outcome == "unreachable"


def test_a_call_that_waited_beyond_its_deadline_outlives_one_fault_of_ours(world):
    world.carriers.replies = [RuntimeError("broken"), Reply(200, b"{}")]
    world.request()
    world.time.at = NOON + 3 * DAY
    with pytest.raises(ExceptionGroup):
        world.drain()
    world.time.sleep(60)
    world.drain()
    assert world.kinds()[-1] == "ShipmentAccepted"


def test_what_cannot_even_be_given_up_is_tried_again(world):
    world.request()
    late(world)
    with nothing_stored(world), pytest.raises(ExceptionGroup) as raised:
        world.drain()
    assert len(raised.value.exceptions) == 2
    world.time.sleep(60)
    world.drain()
    assert world.kinds()[-1] == "ShipmentAccepted"


def test_a_withdrawal_that_a_fault_of_ours_keeps_back_is_never_given_up(world):
    world.request()
    world.cancel()
    late(world)
    with nothing_stored(world), pytest.raises(ExceptionGroup):
        world.drain()
    world.time.sleep(60)
    world.drain()
    assert [call.purpose for _, call in world.carriers.calls] == [Purpose.CANCEL]


def test_an_appointment_without_a_call_is_a_fault(world):
    world.request()
    world.drain()
    world.store.rows[TALK, 2].update(due_key="calls:acme", due_at="2026-11-20T12:00:00.000000Z")
    with pytest.raises(ExceptionGroup) as raised:
        world.drain()
    assert "nothing is due" in str(raised.value.exceptions[0])


def test_calls_of_a_partner_that_is_not_registered_raise(world):
    world.request()
    del world.partners["acme"]
    with pytest.raises(PartnerUnknown):
        world.drain()


def test_a_fault_of_the_surroundings_lets_go_of_the_lease(world):
    def broken(*_):
        raise ConnectionError

    world.all.due = broken
    with pytest.raises(ConnectionError):
        world.drain()
    assert not world.leases.held


def test_an_index_that_lags_behind_repeats_no_call(world):
    world.carriers.replies = [Reply(429, retry_after="600")]
    world.request()
    shown = [world.all.due("calls:acme", NOON, 9)] * 3
    world.all.due = lambda *_: shown.pop() if shown else []
    world.drain()
    assert len(world.carriers.calls) == 1
