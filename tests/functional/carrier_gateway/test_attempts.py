"""Whoever asks why nothing came of a call finds what was asked and answered, and no secret."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters.attempts import AttemptItem
from chalicelib.carrier_gateway.application.attempts import Attempt
from eventing.row import sortable
from eventing.tables import bound
from tests.functional.carrier_gateway.conftest import SECRET
from tests.support.api import Api
from tests.support.carrier import answer, hang_up
from tests.support.conversations import NOON, ORDER_ID
from tests.support.orders_said import cancelled, ready

OTHER_ORDER = "6ab2b1ca-afe6-508d-988f-94f7d79e23c1"


@pytest.fixture
def admin(client) -> Api:
    return Api(client, "admin-key")


def attempt(number: int, order_id: str = ORDER_ID, partner_id: str = "acme") -> Attempt:
    return Attempt(
        partner_id=partner_id,
        order_id=order_id,
        at=NOON + timedelta(seconds=number),
        purpose="ship",
        method="POST",
        path="/orders",
        idempotency_key=f"{order_id}:ship",
        size=700,
        duration_ms=number,
        status=503,
        reason=None,
        answer=None,
    )


def read(admin: Api, query: str = "") -> list[dict]:
    answered = admin.get(f"/partners/acme/attempts{query}")
    assert answered.status == 200
    return answered.body["attempts"]


def test_each_attempt_is_kept_with_what_came_of_it(gateway, admin):
    gateway.carrier.manners = [
        answer(201, b'{"tracking_number": "1Z-9", "by": "zoe@acme.example"}')
    ]
    gateway.deliver(ready())
    gateway.drain()
    (kept,) = read(admin)
    at, size = datetime.fromisoformat(kept.pop("at")), kept.pop("size")
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert size == len(gateway.carrier.requests[0]["body"])
    assert kept.pop("duration_ms") >= 0
    assert kept == {
        "partner_id": "acme",
        "order_id": ORDER_ID,
        "purpose": "ship",
        "method": "POST",
        "path": "/orders",
        "idempotency_key": f"{ORDER_ID}:ship",
        "status": 201,
        "answer": '{"tracking_number": "1Z-9", "by": "***"}',
    }


def test_an_attempt_without_an_answer_says_why(gateway, admin):
    gateway.carrier.manners = [hang_up]
    gateway.deliver(ready())
    gateway.drain(seconds=16)
    kept = read(admin)[0]
    assert kept["reason"] == "The partner could not be reached."
    assert "status" not in kept


def test_no_attempt_holds_the_order_or_the_secret(gateway, admin):
    gateway.carrier.manners = [answer(200, b'{"to": ["Ada Example", "Lindengasse 7"]}')]
    gateway.deliver(ready())
    gateway.drain()
    gateway.deliver(cancelled())
    gateway.drain()
    kept = read(admin)
    assert [each["purpose"] for each in kept] == ["cancel", "ship"]
    for hidden in ("Lindengasse", "Ada", SECRET, "v1,"):
        assert hidden not in str(kept)


def test_attempts_come_newest_first_in_pages_of_an_order_or_of_all(admin):
    log = wiring.attempts()
    for number in range(60):
        log.record(attempt(number, ORDER_ID if number % 2 else OTHER_ORDER))
    log.record(attempt(1, partner_id="globex"))
    first = admin.get("/partners/acme/attempts").body
    assert [each["duration_ms"] for each in first["attempts"]] == list(range(59, 9, -1))
    second = admin.get(f"/partners/acme/attempts?before={first['before']}").body
    assert [each["duration_ms"] for each in second["attempts"]] == list(range(9, -1, -1))
    assert "before" not in second
    of_one = read(admin, f"?order_id={ORDER_ID}")
    assert [each["duration_ms"] for each in of_one] == list(range(59, 0, -2))
    assert len(read(admin, f"?order_id={ORDER_ID}&before={sortable(NOON)}")) == 0


def test_attempts_are_forgotten_after_two_weeks(admin):
    wiring.attempts().record(attempt(0))
    (item,) = bound(AttemptItem, "attempts").scan()
    assert item.expires_at == (NOON + timedelta(days=14)).timestamp()


def test_a_log_that_cannot_be_written_stops_no_call(gateway, monkeypatch):
    monkeypatch.setenv("ATTEMPTS_TABLE", "not-there")
    gateway.deliver(ready())
    gateway.drain()
    assert gateway.kinds() == ["ShipmentRequested", "ShipmentAccepted"]


@pytest.mark.parametrize(
    "query", ["order_id=x", "order_id=", "before=yesterday", "before=", "before=0001-01-01T00:00Z+"]
)
def test_a_question_that_makes_no_sense_is_refused(admin, query):
    assert admin.get(f"/partners/acme/attempts?{query}").status == 400


def test_only_administrators_ask_and_only_for_partners_that_are_there(client, admin):
    assert Api(client, "acme-key").get("/partners/acme/attempts").status == 403
    assert admin.get("/partners/nobody/attempts").status == 404
    assert admin.get(f"/partners/{'x' * 3000}/attempts").status == 404
