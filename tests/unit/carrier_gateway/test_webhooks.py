"""Messages of partners: taken in at once, processed once, and never lost on the way."""

import hashlib
import json
from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.carrier_gateway.application.webhooks import (
    NOT_PROCESSED,
    WebhookUnknown,
    id_of,
    view,
)
from chalicelib.carrier_gateway.domain.scan import ParcelScanned
from chalicelib.carrier_gateway.domain.shipping.events import OrderDelivered, OrderShipped
from eventing.store import CommandConflict
from tests.support.conversations import NOON, ORDER_ID
from tests.support.webhooks import NUMBER, PostRoom

OTHER_ORDER = ORDER_ID.replace("0", "1")
SCAN = {
    "type": "tracking",
    "tracking_number": NUMBER,
    "status": "in_transit",
    "occurred_at": "2026-11-20T13:00:00Z",
}
DELIVERED = {**SCAN, "status": "delivered", "occurred_at": "2026-11-20T15:00:00Z"}
PAYMENT = {"type": "payment", "order_id": ORDER_ID, "amount": "32.40", "currency": "EUR"}


@pytest.fixture
def room():
    return PostRoom()


# In


def test_a_message_is_stored_as_it_came_before_it_is_answered(room):
    webhook_id = room.receive(b' {"type": "ping"}\n')
    sha256 = hashlib.sha256(b' {"type": "ping"}\n').hexdigest()
    key = f"acme/2026/11/20/{webhook_id}/{sha256}"
    assert room.bucket.messages == {key: b' {"type": "ping"}\n'}
    assert room.kinds(webhook_id) == ["WebhookReceived"]
    assert room.workflow.started == [webhook_id]
    assert room.due() == [webhook_id]


def test_a_message_that_comes_again_is_the_same_one(room):
    webhook_id = room.receive(SCAN)
    room.world.time.at += timedelta(days=1)
    assert room.webhooks.receive("acme", "msg_1", json.dumps(SCAN).encode()).repeated
    assert room.workflow.started == [webhook_id]
    assert room.kinds(webhook_id) == ["WebhookReceived"]
    assert len(room.bucket.messages) == 1


def test_an_id_cannot_be_used_for_two_messages(room):
    room.receive(SCAN)
    with pytest.raises(CommandConflict):
        room.receive(DELIVERED)
    assert len(room.bucket.messages) == 1


def test_of_two_messages_that_come_at_once_with_one_id_the_one_that_was_taken_in_is_kept(room):
    room.bucket.while_keeping = lambda: room.receive(PAYMENT)
    with pytest.raises(CommandConflict):
        room.receive(SCAN)
    assert len(room.bucket.messages) == 2
    assert room.process(id_of("acme", "msg_1"))["status"] == "processed"
    assert room.kinds(id_of("acme", "msg_1"))[1] == "NoticeReceived"


def test_ids_of_partners_are_their_own(room):
    assert id_of("acme", "msg_1") != id_of("globex", "msg_1")
    assert id_of("acme", "msg_1") == id_of("acme", "msg_1")


def test_a_message_that_could_not_be_stored_is_not_known(room, monkeypatch):
    monkeypatch.setattr(room.bucket, "keep", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        room.receive(SCAN)
    with pytest.raises(WebhookUnknown):
        room.webhooks.find(id_of("acme", "msg_1"))


# Through


def test_scans_are_recorded_with_the_order_that_has_the_number(room):
    room.shipping()
    assert room.told({**SCAN, "tracking_number": "1z 9"})["status"] == "processed"
    assert room.world.kinds()[-2:] == ["ParcelScanned", "OrderShipped"]
    answer = room.told(DELIVERED, "msg_2")
    assert answer["facts"] == 1
    assert room.world.kinds()[-2:] == ["ParcelScanned", "OrderDelivered"]
    assert room.due() == []


def test_a_history_is_read_from_its_beginning_whatever_order_it_is_told_in(room):
    room.shipping()
    answer = room.told({"type": "tracking", "tracking_number": NUMBER, "scans": [DELIVERED, SCAN]})
    assert answer["facts"] == 2
    *_, first, shipped, second, delivered = room.world.store.read(
        f"{ORDER_ID}:ORDER_SHIPPING_SERVICE"
    ).events
    assert [type(e) for e in (first, shipped, second, delivered)] == [
        ParcelScanned,
        OrderShipped,
        ParcelScanned,
        OrderDelivered,
    ]
    assert shipped.shipped_at == NOON + timedelta(hours=1)
    assert first.webhook_id == second.webhook_id == id_of("acme", "msg_1")


def test_a_scan_that_another_message_told_is_no_new_fact(room):
    room.shipping()
    room.told(SCAN)
    assert room.told(SCAN, "msg_2")["facts"] == 0


def test_processing_twice_changes_nothing_and_says_the_same(room):
    room.shipping()
    webhook_id = room.receive({"type": "tracking", "scans": [SCAN, DELIVERED]})
    once, known = room.process(webhook_id), room.world.kinds()
    assert room.process(webhook_id) == once
    assert room.world.kinds() == known


def test_what_a_try_recorded_before_it_broke_off_is_recorded_once_and_counted(room, monkeypatch):
    room.shipping()
    webhook_id = room.receive({"type": "tracking", "scans": [SCAN, DELIVERED]})
    with monkeypatch.context() as broken:
        broken.setattr(type(room.webhooks), "end", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            room.process(webhook_id)
    known = room.world.kinds()
    assert room.process(webhook_id)["facts"] == 2
    assert room.world.kinds() == known


def test_an_order_may_be_named_instead_of_its_parcel(room):
    room.world.request()
    by_order = {**SCAN, "order_id": ORDER_ID}
    assert room.told(by_order)["status"] == "processed"
    assert room.told(DELIVERED, "msg_2")["status"] == "processed"


def test_notices_are_told_and_not_acted_upon(room):
    webhook_id = room.receive(PAYMENT)
    assert room.process(webhook_id)["facts"] == 1
    assert room.kinds(webhook_id) == ["WebhookReceived", "NoticeReceived", "WebhookProcessed"]
    assert room.world.kinds() == []


# Refused, and kept


def test_a_parcel_that_is_not_known_yet_is_waited_for(room):
    webhook_id = room.receive(SCAN)
    assert room.process(webhook_id)["status"] == "received"
    room.shipping()
    room.world.time.at += timedelta(minutes=2)
    assert room.webhooks.sweep().started == [webhook_id]
    assert room.process(webhook_id)["status"] == "processed"


def test_a_parcel_that_stays_unknown_is_refused(room):
    webhook_id = room.receive(SCAN)
    room.world.time.at += timedelta(hours=1)
    answer = room.process(webhook_id)
    assert (answer["status"], answer["code"]) == ("refused", "unknown_parcel")
    assert room.bucket.messages
    assert room.due() == []


@pytest.mark.parametrize("partner", ["acme", "globex"])
def test_an_order_of_another_is_as_unknown_as_one_that_is_not_there(room, partner):
    if partner == "globex":
        room.shipping()
    answer = room.told({**SCAN, "order_id": ORDER_ID}, partner=partner)
    assert (answer["status"], answer["code"]) == ("refused", "unknown_order")


def test_the_number_of_another_carrier_means_nothing(room):
    room.shipping()
    webhook_id = room.receive(SCAN, partner="globex")
    room.world.time.at += timedelta(hours=1)
    assert room.process(webhook_id)["code"] == "unknown_parcel"
    assert "ParcelScanned" not in room.world.kinds()


def test_a_carrier_that_was_replaced_says_nothing_of_the_parcel_any_more(room):
    room.world.request(carrier="globex")
    room.parcels.learn("acme", "1Z9", ORDER_ID, NOON)
    webhook_id = room.receive(SCAN)
    room.world.time.at += timedelta(hours=1)
    assert room.process(webhook_id)["code"] == "unknown_parcel"


def test_a_number_that_two_orders_share_is_for_a_person(room):
    room.shipping()
    room.shipping(OTHER_ORDER)
    assert room.told(SCAN)["code"] == "ambiguous_parcel"


def test_a_number_that_every_order_has_is_for_a_person(room):
    for count in range(21):
        room.parcels.learn("acme", "1Z9", f"{count}", NOON)
    assert room.told(SCAN)["code"] == "ambiguous_parcel"


def test_one_wrong_thing_stops_no_other_and_is_told(room):
    room.shipping()
    wrong = {**SCAN, "occurred_at": "yesterday"}
    answer = room.told({"type": "tracking", "scans": [wrong, DELIVERED]})
    assert (answer["status"], answer["code"]) == ("refused", "invalid")
    assert answer["message"].startswith("[0] occurred_at")
    assert room.world.kinds()[-1] == "OrderDelivered"


@pytest.mark.parametrize(
    "said",
    [
        {"type": "tracking", "status": 7, "occurred_at": "Ada Example", "x": 1},
        {**SCAN, "occurred_at": "2026-11-20T10:00 signed by Ada Example"},
        {**SCAN, "order_id": "Ada Example", "tracking_number": "Ada\nExample"},
        {**SCAN, "reason": ["Ada Example"], "location": {"Ada": "Example"}},
        {**PAYMENT, "amount": "Ada Example", "currency": "Ada Example"},
        {"type": "Ada Example 7", "occurred_at": "Ada Example"},
        {"type": "task", "order_id": "Ada Example", "task_type": "Ada", "task_status": "Ada"},
        {
            "type": "task",
            "order_id": ORDER_ID,
            "task_type": "ORDER_SHIPPING_SERVICE",
            "task_status": "SUCCESS",
            "task_output": {"tracking_number": "Ada\nExample", "shipping_status": ["Ada"]},
        },
    ],
)
def test_no_refusal_repeats_what_the_partner_said(room, said):
    room.shipping()
    answer = room.told(said)
    assert answer["status"] == "refused"
    assert "Ada" not in json.dumps(answer)


@pytest.mark.parametrize("body", [b"[1]", b'{"data": null}', b"nonsense", b"\xff", b'"x"'])
def test_what_says_nothing_is_refused(room, body):
    assert room.told(body)["code"] == "invalid"


# Again and again


def test_the_sweep_starts_what_was_not_processed_less_and_less_often(room):
    webhook_id, started = room.receive(SCAN), []
    for _ in range(24 * 60):
        room.world.time.at += timedelta(minutes=1)
        started += [room.world.time.at - NOON] * len(room.webhooks.sweep().started)
    rests = [later - sooner for sooner, later in pairwise(started)]
    assert started[0] == timedelta(minutes=1)
    assert max(rests) <= timedelta(hours=1, minutes=1)
    assert rests == sorted(rests)
    assert 30 < len(started) < 50
    room.world.time.at += timedelta(hours=1)
    assert room.webhooks.sweep().given_up == [webhook_id]
    stream = room.webhooks.find(webhook_id)
    assert view(stream)["code"] == "not_processed"
    assert view(stream)["message"] == NOT_PROCESSED
    assert room.webhooks.sweep().given_up == []
    assert room.due() == []


def test_the_sweep_leaves_what_was_processed_meanwhile(room):
    room.shipping()
    webhook_id = room.receive(SCAN)
    room.world.time.at += timedelta(minutes=1)
    room.webhooks.sweep()
    room.process(webhook_id)
    assert room.due() == [webhook_id]
    room.world.time.at += timedelta(minutes=2)
    swept = room.webhooks.sweep()
    assert (swept.started, swept.given_up) == ([], [])
    assert room.due() == []


def test_a_partner_sees_when_its_message_came_and_what_came_of_it(room):
    room.shipping()
    webhook_id = room.receive(SCAN)
    assert view(room.webhooks.find(webhook_id)) == {
        "id": webhook_id,
        "status": "received",
        "received_at": "2026-11-20T12:00:00.000Z",
    }
    room.world.time.at += timedelta(seconds=1)
    assert room.process(webhook_id) == {
        "id": webhook_id,
        "status": "processed",
        "received_at": "2026-11-20T12:00:00.000Z",
        "processed_at": "2026-11-20T12:00:01.000Z",
        "facts": 1,
    }
