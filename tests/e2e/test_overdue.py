"""A carrier that takes an order and never speaks of it again: nothing hangs or ships twice."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from tests.e2e.guest_carriers import Guest, guest
from tests.e2e.test_callbacks import SHIPPING, answered, call_back, execution, signed
from tests.e2e.test_stages import resolve
from tests.e2e.waybill_system import System

# The least that the registry takes; a minute later at the latest the sweep settles it.
PATIENCE_S = 60
ATTEMPT = {"task_type": SHIPPING, "attempt": 2}


def test_an_answer_that_stays_out_leaves_the_order_to_a_person(local_system: System):
    system = local_system
    with guest(system, "overdue-tern", answer_within_s=PATIENCE_S) as tern:
        tern.behave(mode="silent")
        order_id = system.placed(carrier=tern.name)

        stopped = system.reaches(order_id, "exception", within_s=PATIENCE_S + 120)

        assert stopped["exception"]["code"] == "no_answer"
        late = call_back(system, order_id, by=partner_of(tern))
        assert (late.status, late.json["detail"]) == (409, "The time to answer is over.")
        system.until(lambda: execution(system, order_id)["status"] == "SUCCEEDED")

        resolve(system, stopped, "retry")
        first, again = system.until(lambda: two(tern, order_id))
        # Whether it shipped is not known, so it is asked by the name that it may know.
        assert again["headers"]["idempotency-key"] == first["headers"]["idempotency-key"]
        newest = json.loads(again["body"])["callback_id"]
        told = call_back(system, order_id, by=partner_of(tern), callback_id=newest)
        assert told.json == {**ATTEMPT, "order_id": order_id, "status": "recorded"}
        assert answered(system, order_id)["tracking_number"] == "1ZA1B2C3D4"


def test_what_a_former_carrier_shipped_after_all_is_put_before_a_person(local_system: System):
    system = local_system
    with guest(system, "overdue-heron", answer_within_s=PATIENCE_S) as heron:
        heron.behave(mode="silent")
        order_id = system.placed(carrier=heron.name)
        stopped = system.reaches(order_id, "exception", within_s=PATIENCE_S + 120)
        system.behave("acme", mode="silent")
        resolve(system, stopped, "correct", carrier="acme")
        system.until(lambda: system.requests("acme", order_id))

        said = {"order_id": order_id, "shipped_at": datetime.now(UTC).isoformat()}
        told = signed(system, partner_of(heron), "/confirm-shipment", said)

        assert told.status == 200
        stopped = system.reaches(order_id, "exception")
        assert stopped["exception"]["code"] == "shipped_for_former_request"
        resolve(system, stopped, "accept-fact")
        system.reaches(order_id, "shipped")


def two(carrier: Guest, order_id: str) -> list[dict[str, Any]] | None:
    asked = [one for one in carrier.running.partner.book.requests() if order_id in one["body"]]
    return asked if len(asked) == 2 else None


def partner_of(carrier: Guest) -> dict[str, str]:
    """Return what a guest signs with, in the words of the endpoints file."""
    return asdict(carrier.running.partner.connection)
