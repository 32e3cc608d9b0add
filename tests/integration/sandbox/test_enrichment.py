"""The simulated enrichment provider tells what it knows of a customer, as far as it is wanted."""

import pytest

from sandbox.enrichment import Enrichment


@pytest.fixture
def crm(desk):
    return desk(Enrichment, name="crm")


def test_a_known_customer_is_found_by_the_orders_number(crm):
    answer = crm.ask(external_id="SHOP-1815", wanted=["customer"])
    assert answer.status == 200
    assert answer.json()["customer"]["email"] == "ada@example.com"
    assert set(answer.json()) == {"customer", "attributes"}


def test_a_known_customer_is_found_by_the_notes(crm):
    told = crm.ask(notes="She has card 1906.", wanted=["customer", "ship_to"]).json()
    assert told["customer"]["name"] == "Grace Hopper"
    assert told["ship_to"]["region"] == "VA"


def test_anybody_else_is_made_up_and_always_the_same(crm):
    wanted = {"wanted": ["customer", "lines"], "external_id": "A-7"}
    first = crm.ask(key="1", **wanted).json()
    assert first == crm.ask(key="2", **wanted).json()
    assert set(first) == {"customer", "lines", "currency", "attributes"}
    assert first["customer"]["email"].endswith("@example.com")


def test_nobody_is_unknown(crm):
    answer = crm.ask(external_id="NOBODY-1")
    assert answer.status == 422
    assert answer.json()["code"] == "UNKNOWN_CUSTOMER"


def test_it_may_answer_by_callback(crm):
    crm.control(mode="later", callback_after_s=0, callback_status="SUCCESS")
    assert crm.ask(external_id="SHOP-1815", wanted=["customer"]).status == 202
    ((path, told),) = crm.heard(1)
    assert (path, told["task_status"]) == ("/callbacks", "SUCCESS")
    assert told["task_type"] == "ORDER_ENRICHMENT"
    assert told["task_output"]["customer"]["name"] == "Ada Lovelace"


def test_it_may_refuse_by_callback(crm):
    crm.control(mode="later", callback_after_s=0, callback_status="FAILED")
    crm.ask(external_id="SHOP-1815")
    ((_, told),) = crm.heard(1)
    assert told["task_status"] == "FAILED"
    assert told["task_error"]["code"] == "UNKNOWN_CUSTOMER"
    assert "task_output" not in told
