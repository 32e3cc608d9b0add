"""The stages of the reference: tax document, enrichment, review, and the way out of exceptions."""

import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.e2e.test_answers import SHIPPED_AT, confirm
from tests.e2e.test_callbacks import signed
from tests.e2e.waybill_system import ORDER, Answer, System
from tools.services import ROOT

IN_ENGLAND = ORDER["ship_to"] | {"region": "Greater London"}


def operate(system: System, *command: str) -> None:
    """Decide as an operator does, by the command line."""
    environment = system.place.aws_environment() if system.place else dict(os.environ)
    path = "shared:services/orders:services/carrier-gateway:services/notifications:."
    done = subprocess.run(
        [sys.executable, "-m", "tools.operator", "--stage", system.stage, *command, "--by", "jane"],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def resolve(system: System, order: dict[str, Any], how: str, **corrections: Any) -> None:
    given = ["--corrections", json.dumps(corrections)] if corrections else []
    operate(system, "resolve", order["order_id"], order["exception"]["id"], how, *given)


def told(system: System, order_id: str, fact: str) -> list[dict[str, Any]]:
    """Return the order's events of one kind."""
    return [e["data"] for e in system.events(order_id) if e["detail_type"] == f"order.{fact}.v1"]


def documents(system: System, order_id: str) -> list[dict[str, Any]]:
    """Return the documents that the provider really issued for an order."""
    answer = system.call("GET", f"{system.partners['paperless']['url']}/documents")
    return [one for one in answer.json["documents"] if one["order_id"] == order_id]


def keys(system: System, partner: str, order_id: str) -> list[str]:
    """Return the idempotency keys of what a partner was asked about an order."""
    asked = system.requests(partner, order_id)
    return [one["headers"]["idempotency-key"].removeprefix(order_id) for one in asked]


@pytest.fixture(autouse=True)
def willing_providers(system: System) -> None:
    for partner in ("paperless", "crm"):
        system.behave(partner, mode="accept", callback_after_s=1)
    system.behave("paperless", needs_region=False)


# The tax document


@pytest.mark.parametrize("mode", ["accept", "later"])
def test_an_order_is_shipped_once_its_tax_document_is_issued(system: System, mode: str):
    system.behave("paperless", mode=mode)
    answer = system.place_order(channel="invoice")
    order_id = answer.json["order_id"]
    assert (answer.json["state"], answer.json["reason"]) == (
        "issuing_document",
        "Waiting for the tax document",
    )

    shipped = system.reaches(order_id, "shipped")

    (document,) = documents(system, order_id)
    assert shipped["tax_document"]["number"] == document["document_number"]
    assert shipped["tax_document"]["size"] == document["size"]
    mails = system.until(lambda: found if (found := letters(system, order_id)) else None)
    assert len(mails) == 1


def letters(system: System, order_id: str) -> list[dict[str, Any]]:
    """Return the letters that say that the order's processing began."""
    answer = system.get(f"/notifications?order_id={order_id}", service="notifications")
    every = answer.json.get("notifications", []) if answer.status == 200 else []
    return [one for one in every if one["kind"] == "order_processing" and one["state"] == "sent"]


@pytest.mark.parametrize("mode", ["accept", "later"])
def test_a_rejected_document_is_corrected_and_issued_once(system: System, mode: str):
    system.behave("paperless", mode=mode, needs_region=True)
    order_id = system.placed(channel="invoice")

    stopped = system.reaches(order_id, "exception")

    assert stopped["exception"]["stage"] == "tax_document"
    assert stopped["exception"]["code"] == "REGION_MISSING"
    assert "region" in stopped["reason"]
    refused = cancel(system, order_id)
    assert (refused.status, "state is exception" in refused.json["detail"]) == (409, True)

    resolve(system, stopped, "correct", ship_to=IN_ENGLAND)

    shipped = system.reaches(order_id, "shipped")
    assert shipped["ship_to"]["region"] == "Greater London"
    assert len(documents(system, order_id)) == 1
    assert keys(system, "paperless", order_id) == [":tax-document", ":tax-document:2"]
    (resolved,) = told(system, order_id, "exception_resolved")
    assert resolved["resolution"] == "correct"
    assert "jane" not in json.dumps(system.events(order_id))


def test_an_order_in_exception_is_called_off_by_an_operator(system: System):
    system.behave("paperless", mode="refuse")
    order_id = system.placed(channel="invoice")
    stopped = system.reaches(order_id, "exception")

    resolve(system, stopped, "cancel")

    system.reaches(order_id, "cancelled")
    assert system.requests("acme", order_id) == []
    resolve(system, stopped, "retry")
    (refusal,) = system.until(lambda: told(system, order_id, "exception_resolution_refused"))
    assert refusal["code"] == "resolved_already"


# Enrichment


def test_the_enrichment_says_who_the_customer_is(system: System):
    order = {name: value for name, value in ORDER.items() if name != "customer"}
    answer = placed_bare(system, {**order, "channel": "full", "notes": "card 1815"})
    assert (answer.status, answer.json["state"]) == (201, "enriching")
    order_id = answer.json["order_id"]

    shipped = system.reaches(order_id, "shipped")

    assert shipped["customer"]["email"] == "ada@example.com"
    assert shipped["tax_document"]["number"]
    assert [event["detail_type"].split(".")[1] for event in system.events(order_id)][:6] == [
        "placed",
        "enrichment_requested",
        "enriched",
        "tax_document_requested",
        "tax_document_issued",
        "ready_to_ship",
    ]
    system.until(lambda: system.mails(order_id))


def placed_bare(system: System, order: dict[str, Any]) -> Answer:
    return system.call(
        "POST",
        f"{system.url('orders')}/orders",
        order,
        x_api_key=system.clients["demo"]["api_key"],
        idempotency_key=str(uuid.uuid4()),
    )


def test_an_operator_says_what_no_partner_knows(system: System):
    order = {name: value for name, value in ORDER.items() if name != "customer"}
    answer = placed_bare(system, {**order, "channel": "full", "notes": "NOBODY"})
    order_id = answer.json["order_id"]
    stopped = system.reaches(order_id, "exception")
    assert stopped["exception"]["stage"] == "enrichment"

    resolve(system, stopped, "correct", customer=ORDER["customer"])

    assert system.reaches(order_id, "shipped")["customer"] == ORDER["customer"]
    assert len(system.requests("crm", order_id)) == 1


def test_other_channels_need_their_customer(system: System):
    order = {name: value for name, value in ORDER.items() if name != "customer"}
    answer = placed_bare(system, order)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "customer")


# Review

DEAR = [{"sku": "ENGINE", "quantity": 1, "unit_price": "1000.01"}]


def test_only_a_dear_order_is_looked_at(system: System):
    assert system.place_order(channel="reviewed").json["state"] == "pending"
    dear = system.place_order(channel="reviewed", lines=DEAR)
    assert (dear.json["state"], dear.json["reason"]) == ("reviewing", "Waiting for review")


@pytest.mark.parametrize(("decision", "state"), [("approve", "shipped"), ("reject", "cancelled")])
def test_a_person_decides_about_a_dear_order(system: System, decision: str, state: str):
    order_id = system.placed(channel="reviewed", lines=DEAR)
    # The gateway must have heard of the question before it can be answered.
    system.until(lambda: has_asked(system, order_id))

    operate(system, "review", order_id, decision)

    system.reaches(order_id, state)
    assert "jane" not in json.dumps(system.events(order_id))


def has_asked(system: System, order_id: str) -> bool:
    stream = {":s": {"S": f"{order_id}:MANUAL_REVIEW"}}
    found = system.aws("dynamodb").query(
        TableName=system.parameter("carrier-gateway/events/table"),
        KeyConditionExpression="stream_id = :s",
        ExpressionAttributeValues=stream,
    )
    return bool(found["Items"])


# Exceptions


def test_a_system_of_the_client_stops_an_order_and_nobody_is_asked_twice(system: System):
    system.behave("acme", confirm_after_s=None)
    order_id = system.placed(carrier="acme")
    system.until(lambda: system.order(order_id).get("shipping_status"))
    body = {"code": "fraud", "message": "The payment is in doubt."}
    stopped = said(system, order_id, "exceptions", body).json
    assert (stopped["state"], stopped["reason"]) == ("exception", "The payment is in doubt.")

    resolve(system, stopped, "retry")

    system.reaches(order_id, "pending")
    assert confirm(system, {"order_id": order_id, "shipped_at": SHIPPED_AT}).status == 200
    system.reaches(order_id, "shipped")
    assert len(system.requests("acme", order_id)) == 1


def test_what_shipped_while_the_order_was_stopped_is_accepted_by_a_person(system: System):
    system.behave("acme", confirm_after_s=None)
    order_id = system.placed(carrier="acme")
    system.until(lambda: system.order(order_id).get("shipping_status"))
    said(system, order_id, "exceptions", {"code": "fraud", "message": "A doubt."})
    assert confirm(system, {"order_id": order_id, "shipped_at": SHIPPED_AT}).status == 200

    def contradicted() -> dict[str, Any] | None:
        order = system.order(order_id)
        return order if order["exception"]["code"] == "shipped_while_in_exception" else None

    stopped = system.until(contradicted, what=lambda: system.order(order_id))
    resolve(system, stopped, "accept-fact")

    assert system.reaches(order_id, "shipped")["shipped_at"]


def test_a_parcel_on_its_way_back_is_put_before_a_person(system: System):
    order_id = system.placed(carrier="acme")
    shipped = system.reaches(order_id, "shipped")
    scan = {
        "type": "tracking",
        "order_id": order_id,
        "tracking_number": shipped["tracking_number"],
        "status": "return_to_sender",
        "occurred_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    assert signed(system, system.partners["acme"], "/webhooks/acme", scan).status == 202

    stopped = system.reaches(order_id, "exception")

    assert (stopped["exception"]["stage"], stopped["exception"]["code"]) == (
        "delivery",
        "returned_to_sender",
    )
    resolve(system, stopped, "retry")
    system.reaches(order_id, "shipped")


def cancel(system: System, order_id: str) -> Answer:
    return said(system, order_id, "cancel", {})


def said(system: System, order_id: str, what: str, body: dict[str, Any]) -> Answer:
    return system.call(
        "POST",
        f"{system.url('orders')}/orders/{order_id}/{what}",
        body,
        x_api_key=system.clients["demo"]["api_key"],
        idempotency_key=str(uuid.uuid4()),
    )
