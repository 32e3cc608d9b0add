"""Carriers that take a request and answer later, as the reference walks through it."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from local import engine_program
from tests.e2e.waybill_system import Answer, System

SHIPPING = "ORDER_SHIPPING_SERVICE"
OUTPUT = {"shipping_status": "PROCESSING", "tracking_number": "1ZA1B2C3D4"}


def call_back(
    system: System,
    order_id: str,
    *,
    by: str | dict[str, str] = "acme",
    path: str = "/callbacks",
    **changes: Any,
) -> Answer:
    """Send what the reference sends, or a part of it changed, as a carrier (name or keys)."""
    body = {"order_id": order_id, "task_type": SHIPPING, "task_status": "SUCCEEDED"}
    partner = system.partners[by] if isinstance(by, str) else by
    return signed(system, partner, path, {**body, "task_output": OUTPUT, **changes})


def signed(system: System, partner: dict[str, str], path: str, body: dict[str, Any]) -> Answer:
    """Send what a partner says, with its key, and signed if it signs."""
    sent, headers = json.dumps(body), {"x_api_key": partner["api_key"]}
    if secret := partner.get("secret"):
        now, message_id = datetime.now(UTC), f"msg_{uuid.uuid4().hex}"
        headers["webhook_id"] = message_id
        headers["webhook_timestamp"] = str(int(now.timestamp()))
        headers["webhook_signature"] = Webhook(secret).sign(message_id, now, sent)
    return system.call("POST", f"{system.url('carrier-gateway')}{path}", sent, **headers)


def taken(system: System, **order: Any) -> str:
    """Have acme take a new order and say no more of it; return the order's id."""
    system.behave("acme", mode="silent")
    order_id = system.placed(carrier="acme", **order)
    system.until(lambda: system.requests("acme", order_id))
    return order_id


def execution(system: System, order_id: str) -> dict[str, Any]:
    """Return the execution of an order's first attempt, which starts while the carrier is asked."""
    machines = system.aws("stepfunctions")
    name = f"waybill-{system.stage}-conversation"
    every = machines.list_state_machines()["stateMachines"]
    (arn,) = [each["stateMachineArn"] for each in every if each["name"] == name]
    prefix = arn.replace(":stateMachine:", ":execution:")
    try:
        found = machines.describe_execution(executionArn=f"{prefix}:{order_id}-{SHIPPING}-1")
    except machines.exceptions.ExecutionDoesNotExist:
        return {"status": "NOT_STARTED"}
    return dict(found)


def answered(system: System, order_id: str) -> dict[str, Any]:
    """Wait for the carrier's answer on the order, and return the order."""

    def accepted() -> dict[str, Any] | None:
        order = system.order(order_id)
        return order if "shipping_status" in order else None

    return system.until(accepted, what=lambda: system.order(order_id))


@pytest.mark.parametrize(
    ("path", "status"), [("/externalCallback", "SUCCESS"), ("/callbacks", "SUCCEEDED")]
)
def test_the_workflow_waits_for_the_callback_and_the_order_gets_its_tracking_number(
    system: System, path: str, status: str
):
    order_id = taken(system)
    system.until(lambda: execution(system, order_id)["status"] == "RUNNING")

    told = call_back(system, order_id, path=path, task_status=status)

    attempt = {"order_id": order_id, "task_type": SHIPPING, "attempt": 1}
    assert (told.status, told.json) == (200, {**attempt, "status": "recorded"})
    order = answered(system, order_id)
    assert {name: order[name] for name in OUTPUT} == OUTPUT
    assert order["state"] == "pending"
    system.until(lambda: execution(system, order_id)["status"] == "SUCCEEDED")
    assert json.loads(execution(system, order_id)["output"])["tracking_number"] == "1ZA1B2C3D4"
    again = call_back(system, order_id, path=path, task_status=status)
    assert (again.status, again.json) == (200, {**attempt, "status": "repeated"})


def test_what_cannot_be_taken_is_told_why(system: System):
    order_id = taken(system)

    unknown = call_back(system, str(uuid.uuid4()))
    foreign = call_back(system, order_id, by="globex")
    assert (unknown.status, unknown.json) == (foreign.status, foreign.json)
    assert unknown.status == 404
    assert call_back(system, order_id, task_status="DONE").status == 422
    assert call_back(system, order_id, callback_id="of-another-attempt").status == 409
    assert call_back(system, order_id, task_type="MANUAL_REVIEW").status == 404
    assert call_back(system, order_id).status == 200
    other = call_back(system, order_id, task_output={"tracking_number": "1Z-OTHER"})
    assert (other.status, other.json["detail"]) == (409, "Another answer is recorded already.")
    assert system.order(order_id)["state"] == "pending"


def test_a_carrier_answers_later_by_itself(system: System):
    system.behave("acme", mode="later", callback_after_s=0.2)
    order_id = system.placed(carrier="acme")

    order = system.reaches(order_id, "shipped")

    assert order["tracking_number"]
    system.until(lambda: execution(system, order_id)["status"] == "SUCCEEDED")


def test_a_carrier_that_fails_later_leaves_the_order_to_a_person(system: System):
    order_id = taken(system)

    failed = {"task_status": "FAILED", "task_output": None}
    told = call_back(system, order_id, **failed, task_error="NOT_SERVED", task_cause="No plane.")

    assert told.json["status"] == "recorded"
    system.reaches(order_id, "exception")
    system.until(lambda: execution(system, order_id)["status"] == "SUCCEEDED")


def test_a_confirmation_is_an_answer_too(system: System):
    order_id = taken(system)
    said = {"order_id": order_id, "shipped_at": datetime.now(UTC).isoformat()}

    told = signed(system, system.partners["acme"], "/confirm-shipment", said)

    assert told.status == 200
    system.reaches(order_id, "shipped")
    system.until(lambda: execution(system, order_id)["status"] == "SUCCEEDED")


def test_an_order_whose_execution_was_lost_is_answered_all_the_same(local_system: System):
    system, place = local_system, local_system.place
    assert place is not None
    order_id = taken(system)
    system.until(lambda: execution(system, order_id)["status"] == "RUNNING")

    engine_program.stop(place)
    engine_program.start(place)

    assert execution(system, order_id)["error"] == "States.ServiceRestart"
    assert call_back(system, order_id).json["status"] == "recorded"
    assert answered(system, order_id)["tracking_number"] == "1ZA1B2C3D4"
