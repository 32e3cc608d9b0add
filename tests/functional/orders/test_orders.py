"""Placing, reading and cancelling orders over HTTP."""

import re

import pytest

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from tests.functional.orders.conftest import ORDERS
from tests.support.api import Api
from tests.support.contract import assert_valid
from tests.support.orders import FAILED, ORDER_ID, SHIPPED, commit


@pytest.fixture
def placed(api, order) -> str:
    """Place the order and return its id."""
    return str(api.post("/orders", order).body["order_id"])


def happened(order_id: str, *events, version: int = 3, **changed) -> None:
    """Let something happen to the order, as carriers and operators do."""
    said = commit(*events, version=version, stream_id=order_id, **changed)
    ORDERS.wiring.service().store.append(said)


def test_an_order_is_placed(api, order):
    answer = api.post("/orders", order)
    order_id = answer.body["order_id"]
    assert answer.status == 201
    assert answer.headers["Location"].endswith(f"/orders/{order_id}")
    assert answer.body == order | {
        "id": order_id,
        "order_id": order_id,
        "state": "pending",
        "reason": "Waiting for shipping",
        "version": 2,
        "total": "44.80",
        "placed_at": answer.body["placed_at"],
        "answers": f"{order_id}#2",
        "dispatch_by": "2026-11-22T12:00:00.000Z",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", answer.body["placed_at"])


def test_an_order_is_read_under_both_of_its_names(api, placed):
    read = api.get(f"/orders/{placed}")
    assert (read.status, read.body["state"]) == (200, "pending")
    assert api.get(f"/order/{placed}") == read


def test_the_same_order_again_is_the_same_answer(api, order):
    first = api.post("/orders", order)
    again = api.post("/orders", order)
    assert (first.status, again.status) == (201, 200)
    assert (again.body, again.headers["Location"]) == (first.body, first.headers["Location"])


def test_the_same_order_again_is_answered_as_at_first_though_it_went_on(api, order, placed):
    happened(placed, SHIPPED)
    assert api.post("/orders", order).body["state"] == "pending"
    assert api.get(f"/orders/{placed}").body["state"] == "shipped"


def test_the_same_external_id_with_another_order_is_a_conflict(api, order, placed):
    answer = api.post("/orders", order | {"currency": "USD"})
    assert (answer.status, answer.body["title"]) == (409, "Conflict")
    assert api.get(f"/orders/{placed}").body["currency"] == "EUR"


def test_the_same_key_is_the_same_order_and_another_key_another(api, order):
    del order["external_id"]
    first, again, other = (api.post("/orders", order, idempotency_key=key) for key in "aab")
    assert (first.status, again.status, other.status) == (201, 200, 201)
    assert first.body["order_id"] == again.body["order_id"] != other.body["order_id"]
    assert api.post("/orders", order | {"currency": "USD"}, idempotency_key="a").status == 409


def test_two_tenants_may_use_the_same_ids(api, app, order):
    theirs = Api(app, "theirs").post("/orders", order)
    ours = api.post("/orders", order)
    assert (theirs.status, ours.status) == (201, 201)
    assert theirs.body["order_id"] != ours.body["order_id"]


def test_the_clients_default_carrier_ships_what_names_none(api, order):
    del order["carrier"]
    assert api.post("/orders", order).body["carrier"] == "acme"


def test_a_client_without_default_carrier_must_name_one(app, order):
    del order["carrier"]
    answer = Api(app, "bare").post("/orders", order)
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "carrier")


@pytest.mark.parametrize(
    "path", ["/orders/{}", "/order/{}", "/orders/{}/events", "/orders/{}?version=1"]
)
def test_a_foreign_order_answers_exactly_like_an_unknown_one(app, placed, path):
    them = Api(app, "theirs")
    foreign, unknown = them.get(path.format(placed)), them.get(path.format(ORDER_ID))
    assert foreign.status == 404
    assert foreign == unknown


def test_a_foreign_order_cannot_be_cancelled_nor_told_from_an_unknown_one(api, app, placed):
    them = Api(app, "theirs")
    foreign, unknown = (
        them.post(f"/orders/{order_id}/cancel", {}, idempotency_key="k")
        for order_id in (placed, ORDER_ID)
    )
    assert foreign.status == 404
    assert foreign == unknown
    assert api.get(f"/orders/{placed}").body["state"] == "pending"


@pytest.mark.parametrize(
    "order_id", ["x", "x" * 3000, "audit:order", "%00", "..", "%2e%2e", "None"]
)
def test_what_is_no_id_is_an_unknown_order(api, order_id):
    assert api.get(f"/orders/{order_id}").status == 404


@pytest.mark.parametrize(
    ("version", "state"),
    [(1, "received"), (2, "pending"), (3, "shipped")],
)
def test_a_version_shows_the_order_as_it_was(api, placed, version, state):
    happened(placed, SHIPPED)
    assert api.get(f"/orders/{placed}?version={version}").body["state"] == state


def test_a_version_that_is_not_there_yet_is_said_to_be(api, placed):
    answer = api.get(f"/orders/{placed}?version=3")
    assert (answer.status, answer.body["detail"]) == (
        404,
        "The order has not come to version 3 yet.",
    )


@pytest.mark.parametrize("version", ["0", "-1", "x", "1.5", "", "²", "%C2%B2", "9" * 10, "1e3"])
def test_a_version_that_is_no_number_is_named(api, placed, version):
    answer = api.get(f"/orders/{placed}?version={version}")
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "version")


# Events


def test_the_events_show_who_caused_what(api, placed):
    happened(placed, SHIPPED, actor="partner:acme", causation_id="conversation#3")
    events = api.get(f"/orders/{placed}/events").body["events"]
    assert [
        (e["detail_type"], e["metadata"]["actor"], e["metadata"]["causation_id"]) for e in events
    ] == [
        ("order.placed.v1", "client:demo", f"place:{placed}"),
        ("order.ready_to_ship.v1", "client:demo", f"place:{placed}"),
        ("order.shipped.v1", "partner:acme", "conversation#3"),
    ]
    assert {e["source"] for e in events} == {"waybill.orders"}


def test_the_events_are_the_published_contracts(api, placed):
    for event in api.get(f"/orders/{placed}/events").body["events"]:
        assert_valid(event["detail_type"], {name: event[name] for name in ("metadata", "data")})


def test_the_events_do_not_tell_which_operator_it_was(api, placed):
    happened(placed, FAILED, actor="operator:jane.doe@example.com")
    events = api.get(f"/orders/{placed}/events").body["events"]
    assert events[-1]["metadata"]["actor"] == "operator"
    assert "jane" not in str(events)


# Cancelling


def cancel(api, order_id, key="k", **body):
    return api.post(f"/orders/{order_id}/cancel", body, idempotency_key=key)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"reason": "too late"}, "Cancelled: too late"),
        ({}, "Cancelled"),
        ({"reason": None}, "Cancelled"),
    ],
)
def test_a_pending_order_is_cancelled(api, placed, body, reason):
    answer = cancel(api, placed, **body)
    assert (answer.status, answer.body["state"], answer.body["reason"]) == (
        200,
        "cancelled",
        reason,
    )
    assert api.get(f"/orders/{placed}").body == answer.body


def test_a_repeated_cancellation_is_the_same_answer_and_one_event(api, placed):
    assert cancel(api, placed) == cancel(api, placed) == cancel(api, placed, key="another")
    assert len(api.get(f"/orders/{placed}/events").body["events"]) == 3


def test_the_same_key_with_another_reason_is_a_conflict(api, placed):
    cancel(api, placed, reason="no")
    assert cancel(api, placed, reason="other").status == 409


@pytest.mark.parametrize(("event", "state"), [(SHIPPED, "shipped"), (FAILED, "exception")])
def test_an_order_that_went_too_far_is_not_cancelled(api, placed, event, state):
    happened(placed, event)
    answer = cancel(api, placed)
    assert (answer.status, f"state is {state}" in answer.body["detail"]) == (409, True)
    assert api.get(f"/orders/{placed}").body["state"] == state


def test_a_cancellation_needs_a_key(api, placed):
    answer = api.post(f"/orders/{placed}/cancel", {})
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "Idempotency-Key")


# Who calls


def test_who_has_no_key_or_a_wrong_one_or_a_partners_is_let_nowhere(app, order):
    for key in ("wrong", "partner"):
        assert Api(app, key).post("/orders", order).status == 403
    assert app.http.post("/orders", headers={}, body=b"{}").status_code == 401


def test_what_is_answered_was_stored_as_it_will_be_published(placed):
    stored = ORDERS.wiring.service().store.read(placed)
    for written in stored.commits:
        for message in LANGUAGE.messages(written):
            assert_valid(message.detail_type, message.detail)
