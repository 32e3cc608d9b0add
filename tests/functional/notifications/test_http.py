"""Clients see what became of the letters about their orders, and no one else's."""

import json
from typing import Any

import pytest

from chalicelib.notifications import wiring
from eventing.credentials import Caller
from tests.functional.notifications.conftest import PLACED, SHIPPED, Notifications
from tests.support.documented import Client
from tests.support.letters import ORDER_ID, TENANT

NAMESPACE = "3f0c3b0a-6a5e-4b0c-9d0a-0d8f0c7b1a11"
UNKNOWN = "5e1d9a42-3c7b-5f06-8a1e-b94c20d7e385"
CALLERS = {
    "own": Caller("client", "demo", TENANT, NAMESPACE),
    "foreign": Caller("client", "other", "other", NAMESPACE),
    "partner": Caller("partner", "acme", TENANT, NAMESPACE),
}


@pytest.fixture
def get(notifications: Notifications):
    for key, caller in CALLERS.items():
        wiring.service().credentials.register(key, caller)

    def get(path: str, key: str = "own") -> tuple[int, Any]:
        headers = {"x-api-key": key, "authorization": key}
        with Client(notifications.app.app) as client:
            response = client.http.get(path, headers=headers)
        return response.status_code, json.loads(response.body)

    return get


def test_a_client_sees_the_letters_about_its_order(notifications: Notifications, get):
    notifications.deliver(PLACED, SHIPPED)
    status, body = get(f"/notifications?order_id={ORDER_ID}")
    assert status == 200
    placed, shipped = body["notifications"]
    assert (placed["kind"], placed["state"], placed["attempt"]) == ("order_placed", "sent", 1)
    assert shipped["letter_id"] == f"{ORDER_ID}:order_shipped"
    assert shipped["message_id"]
    assert placed["created_at"] <= placed["updated_at"]
    assert "ada" not in json.dumps(body).lower()


def test_a_foreign_order_is_answered_like_an_unknown_one(notifications: Notifications, get):
    notifications.deliver(PLACED)
    answers = [
        get(f"/notifications?order_id={ORDER_ID}", key="foreign"),
        get(f"/notifications?order_id={UNKNOWN}"),
        get("/notifications?order_id=nonsense"),
        get(f"/notifications?order_id={'x' * 3000}"),
    ]
    assert answers == [answers[0]] * 4
    assert answers[0][0] == 404
    assert answers[0][1]["title"] == "Not Found"


@pytest.mark.parametrize("query", ["", "?order_id=", "?order=1"])
def test_the_order_must_be_named(get, query: str):
    status, problem = get(f"/notifications{query}")
    assert status == 400
    assert problem["errors"][0]["field"] == "order_id"


@pytest.mark.parametrize("key", ["partner", "nobody"])
@pytest.mark.parametrize("path", [f"/notifications?order_id={ORDER_ID}", "/templates/order_placed"])
def test_only_clients_may_ask(notifications: Notifications, get, key: str, path: str):
    notifications.deliver(PLACED)
    assert get(path, key)[0] == 403


def test_a_letter_can_be_looked_at(get):
    status, preview = get("/templates/order_shipped?locale=es-CL")
    assert status == 200
    assert preview["subject"] == "Tu pedido A-1001 está en camino"
    assert "1Z-9-4711" in preview["text"]
    assert preview["html"].startswith("<!doctype html>")
    processing = get("/templates/order_processing?locale=es")[1]
    assert processing["subject"] == "Empezamos a procesar tu pedido A-1001"
    assert "F-2026-000017" in processing["html"]
    assert get("/templates/order_shipped")[1]["subject"] == "Your order A-1001 is on its way"


def test_only_what_there_is_can_be_looked_at(get):
    assert get("/templates/order_lost")[0] == 404
    assert get("/templates/order_placed?locale=../../x")[0] == 400
