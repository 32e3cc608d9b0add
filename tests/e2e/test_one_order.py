"""The walk-through: one order from its placing to its delivery, by both kinds of carrier."""

import base64
import json

import pytest
from standardwebhooks import Webhook

from tests.e2e.waybill_system import System


def test_an_order_is_shipped_by_the_signed_carrier(system: System):
    answer = system.place_order(carrier="acme")
    assert answer.status == 201
    order_id = answer.json["order_id"]
    assert answer.headers["Location"].endswith(f"/orders/{order_id}")
    assert (answer.json["state"], answer.json["reason"]) == ("pending", "Waiting for shipping")

    shipped = system.reaches(order_id, "shipped")

    assert shipped["reason"] == f"Shipped at {shipped['shipped_at']}"
    assert shipped["tracking_number"]
    (request,) = system.requests("acme", order_id)
    assert json.loads(request["body"])["ship_to"]["city"] == "London"
    Webhook(system.partners["acme"]["secret"]).verify(request["body"], request["headers"])


def test_what_is_answered_can_be_looked_up(system: System):
    system.behave("acme", mode="silent")
    answer = system.place_order(carrier="acme")
    assert system.order(answer.json["order_id"]) == answer.json


def test_an_order_is_shipped_by_the_carrier_behind_an_api_destination(system: System):
    order_id = system.placed(carrier="globex")

    shipped = system.reaches(order_id, "shipped")

    assert shipped["reason"].startswith("Shipped at ")
    (request,) = system.requests("globex", order_id)
    scheme, _, credentials = request["headers"]["authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(credentials).decode().count(":") == 1


@pytest.mark.parametrize("carrier", ["acme", "globex"])
def test_the_carrier_confirms_the_delivery_too(system: System, carrier: str):
    system.behave(carrier, deliver_after_s=0.5)
    order_id = system.placed(carrier=carrier)

    delivered = system.reaches(order_id, "delivered")

    assert delivered["shipped_at"]
    assert delivered["reason"] == f"Delivered at {delivered['delivered_at']}"


def test_the_customer_gets_one_mail_for_each_fact_in_her_language(system: System):
    order_id = system.placed(
        carrier="acme",
        customer={"name": "Gabriela", "email": "gabriela@example.com", "locale": "es-CL"},
    )
    system.reaches(order_id, "shipped")
    path = f"/notifications?order_id={order_id}"

    def both_sent() -> list[dict[str, str]] | None:
        answer = system.get(path, service="notifications")
        letters = answer.json.get("notifications", []) if answer.status == 200 else []
        return letters if [one["state"] for one in letters] == ["sent", "sent"] else None

    letters = system.until(both_sent, what=lambda: system.get(path, service="notifications"))

    assert {one["kind"] for one in letters} == {"order_placed", "order_shipped"}
    assert "gabriela" not in json.dumps(letters).lower()
    mails = system.mails(order_id)
    assert len(mails) == 2
    assert all("pedido" in json.dumps(mail, ensure_ascii=False).lower() for mail in mails)


def test_the_list_of_events_shows_who_caused_what(system: System):
    order_id = system.placed(carrier="acme")
    system.reaches(order_id, "shipped")

    events = system.events(order_id)

    told = {one["detail_type"]: one["metadata"] for one in events}
    assert list(told)[:2] == ["order.placed.v1", "order.ready_to_ship.v1"]
    assert set(told) == {
        "order.placed.v1",
        "order.ready_to_ship.v1",
        "order.shipment_accepted.v1",
        "order.shipped.v1",
    }
    assert [one["metadata"]["stream_version"] for one in events] == [1, 2, 3, 4]
    assert told["order.placed.v1"]["actor"] == "client:demo"
    assert told["order.shipped.v1"]["actor"] == "partner:acme"
    assert told["order.shipped.v1"]["causation_id"].startswith(
        f"{order_id}:ORDER_SHIPPING_SERVICE#"
    )


def test_an_order_can_be_cancelled_and_its_carrier_is_told(system: System):
    system.behave("acme", confirm_after_s=None)
    order_id = system.placed(carrier="acme")
    system.until(lambda: system.order(order_id).get("shipping_status"))

    answer = system.call(
        "POST",
        f"{system.url('orders')}/orders/{order_id}/cancel",
        {"reason": "changed her mind"},
        x_api_key=system.clients["demo"]["api_key"],
        idempotency_key="once",
    )

    assert (answer.status, answer.json["state"]) == (200, "cancelled")
    told = system.until(lambda: len(system.requests("acme", order_id)) == 2)
    assert told
