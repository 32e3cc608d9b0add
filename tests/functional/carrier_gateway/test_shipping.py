"""From an order that is ready to ship to the carrier's server and back, through the functions."""

import json
import uuid

import pytest
from standardwebhooks import Webhook

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from tests.functional.carrier_gateway.conftest import GATEWAY, OLD, SECRET, share_secrets
from tests.support.carrier import answer
from tests.support.contract import assert_valid
from tests.support.conversations import ORDER_ID, READY
from tests.support.orders_said import cancelled, ready

ORDERS = [str(uuid.UUID(int=number)) for number in range(1, 13)]


def test_an_order_is_given_to_its_carrier(gateway):
    gateway.carrier.manners = [answer(200, b'{"tracking_number": "1Z-9"}')]
    assert gateway.deliver(ready()) == []
    assert gateway.wakes() == ["acme"]

    gateway.drain()

    (request,) = gateway.carrier.requests
    Webhook(SECRET).verify(request["body"], request["headers"])
    assert request["path"] == "/orders"
    assert request["headers"]["idempotency-key"] == f"{ORDER_ID}:ship"
    assert request["headers"]["content-type"] == "application/json"
    assert json.loads(request["body"])["ship_to"]["line1"] == "Lindengasse 7"
    assert gateway.published() == ["carrier.shipment_requested.v1", "carrier.shipment_accepted.v1"]
    assert gateway.history()[-1].tracking_number == "1Z-9"
    assert gateway.history()[-1].answers == READY


def test_events_that_come_again_and_in_any_order_ask_once(gateway):
    for order_id in ORDERS[:3]:
        gateway.deliver(ready(order_id), ready(order_id))
    gateway.drain()
    gateway.deliver(*map(ready, ORDERS[:3]))
    gateway.drain()
    assert len(gateway.carrier.requests) == 3


def test_a_batch_wakes_each_carrier_once(gateway):
    gateway.deliver(*map(ready, ORDERS))
    assert gateway.wakes() == ["acme"]


def test_a_poison_message_stops_no_other(gateway):
    poison = ready()
    del poison["detail"]["data"]["ship_to"]
    assert gateway.deliver(ready(ORDERS[0]), poison, ready(ORDERS[1])) == ["message-1"]
    gateway.drain()
    assert len(gateway.carrier.requests) == 2


def test_an_unknown_carrier_is_a_failed_shipment(gateway):
    gateway.deliver(ready(carrier="nobody"))
    assert gateway.published() == ["carrier.shipment_failed.v1"]
    assert (gateway.history()[0].code, gateway.wakes()) == ("unknown_carrier", [])


def test_a_carrier_on_an_api_destination_is_left_to_the_bus(gateway):
    gateway.deliver(ready(carrier="globex"))
    assert gateway.wakes() == []
    assert gateway.published() == ["carrier.shipment_requested.v1"]
    assert gateway.history()[0].way == "api_destination"
    assert gateway.carrier.requests == []


def test_an_order_cancelled_before_it_was_ready_is_not_shipped(gateway):
    gateway.deliver(cancelled())
    gateway.deliver(ready())
    gateway.drain()
    assert gateway.carrier.requests == []
    assert gateway.published() == ["carrier.cancellation_answered.v1"]


def test_a_carrier_that_has_the_order_is_told_of_its_cancellation(gateway):
    gateway.deliver(ready())
    gateway.drain()
    gateway.wakes()
    gateway.deliver(cancelled())
    assert gateway.wakes() == ["acme"]
    gateway.drain()
    assert gateway.carrier.requests[-1]["path"] == f"/orders/{ORDER_ID}/cancellation"
    assert gateway.carrier.requests[-1]["headers"]["idempotency-key"] == f"{ORDER_ID}:cancel"
    assert gateway.published()[2:] == [
        "carrier.cancellation_requested.v1",
        "carrier.cancellation_answered.v1",
    ]
    assert gateway.history()[-1].outcome == "confirmed"


def test_a_cancellation_on_an_api_destination_is_published_and_a_person_must_tell(gateway):
    gateway.deliver(ready(carrier="globex"), cancelled(carrier="globex"))
    assert gateway.kinds()[1:] == ["CancellationRequested", "CancellationAnswered"]
    assert gateway.history()[-1].outcome == "unreachable"
    assert len(gateway.published()) == 3


def test_both_live_secrets_sign_what_is_sent(gateway):
    share_secrets("acme", SECRET, OLD)
    gateway.deliver(ready())
    gateway.drain()
    (request,) = gateway.carrier.requests
    for secret in (SECRET, OLD):
        Webhook(secret).verify(request["body"], request["headers"])


def test_without_a_secret_the_call_waits(gateway):
    gateway.registered(id="bare", url=gateway.carrier.url)
    gateway.deliver(ready(carrier="bare"))
    gateway.drain("bare", seconds=16)
    assert gateway.carrier.requests == []
    share_secrets("bare", SECRET)
    gateway.drain("bare")
    assert gateway.kinds()[-1] == "ShipmentAccepted"


def test_a_drainer_whose_time_is_over_has_itself_called_again(gateway):
    gateway.deliver(ready())
    gateway.wakes()
    gateway.drain(seconds=5)
    assert gateway.wakes() == ["acme"]


def test_the_sweep_wakes_who_has_calls_due(gateway):
    assert GATEWAY.sweep({}, None) == []
    gateway.deliver(ready())
    gateway.wakes()
    assert GATEWAY.sweep({}, None) == ["acme"]
    assert gateway.wakes() == ["acme"]
    gateway.drain()
    assert GATEWAY.sweep({}, None) == []


def undelivered(event, **attributes):
    given = {name: {"stringValue": value} for name, value in attributes.items()}
    return {"messageId": "dead", "body": json.dumps(event), "messageAttributes": given}


def asked_by_bus(gateway):
    """Return the event by which the bus asks globex."""
    gateway.deliver(ready(carrier="globex"))
    (commit,) = wiring.service().store.read(f"{ORDER_ID}:ORDER_SHIPPING_SERVICE").commits
    (message,) = wiring.service().language.messages(commit)
    return {
        "source": message.source,
        "detail-type": message.detail_type,
        "detail": message.detail,
    }


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"ERROR_CODE": "SDK_CLIENT_ERROR", "ERROR_MESSAGE": "Ada Example"}, "SDK_CLIENT_ERROR"),
        ({"ERROR_CODE": "no such code!" + "x" * 80}, ("no_such_code_" + "x" * 80)[:64]),
        ({}, "undelivered"),
    ],
)
def test_a_request_that_the_bus_could_not_deliver_is_a_failed_shipment(gateway, attributes, code):
    record = undelivered(asked_by_bus(gateway), **attributes)
    for _ in range(2):
        assert GATEWAY.undelivered({"Records": [record]}, None) == {"batchItemFailures": []}
    failed = gateway.history()[-1]
    assert (failed.code, failed.retryable) == (code, True)
    assert gateway.published() == ["carrier.shipment_requested.v1", "carrier.shipment_failed.v1"]


def test_what_comes_back_undelivered_and_cannot_be_read_stays(gateway):
    good = undelivered(asked_by_bus(gateway))
    bad = {**undelivered({"detail": 7}), "messageId": "bad"}
    answer = GATEWAY.undelivered({"Records": [bad, good]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert gateway.kinds()[-1] == "ShipmentFailed"


def test_what_is_stored_is_published_as_the_pipe_asks(gateway):
    gateway.deliver(ready())
    # The table's stream has the same rows, typed.
    (row,) = wiring.service().store.rows_of(stream_of(ORDER_ID, Task.SHIPPING))
    image = {
        name: {"N": str(value)} if isinstance(value, int | float) else {"S": str(value)}
        for name, value in row.items()
        if value is not None
    }
    (published,) = GATEWAY.publish([{"dynamodb": {"NewImage": image}}], None)
    assert_valid(published["detail_type"], published["detail"])
