"""The simulated carriers behave as real ones do, and as badly as they are told to."""

import base64
import json
import time
import uuid
from datetime import UTC, datetime

import pytest
import urllib3
from standardwebhooks import Webhook

from local.partners import DemoPartners, urls
from local.place import Place
from tests.integration.sandbox.conftest import until
from tests.support.engine import free_port
from tests.support.receiver import receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ACME = {"api_key": "acme-key", "secret": SECRET}
GLOBEX = {"api_key": "globex-key", "username": "waybill", "password": "open sesame"}
HTTP = urllib3.PoolManager(timeout=60, retries=False)


class World:
    """The carriers, and a gateway that hears them."""

    def __init__(self, state, gateway):
        self.gateway = gateway
        self.place = Place(state, free_port())
        told = {"carrier_gateway": gateway.url, "partners": {"acme": ACME, "globex": GLOBEX}}
        self.place.endpoints_file.write_text(json.dumps(told))
        self.start()

    def start(self):
        self.sandbox = DemoPartners(self.place)
        self.sandbox.start()

    def restart(self):
        self.sandbox.stop()
        # In another process the old connections would be gone too.
        HTTP.clear()
        self.start()

    def call(self, method, carrier, path, body=None, **headers):
        text = body if isinstance(body, str | None) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = HTTP.request(method, urls(self.place)[carrier] + path, body=text, headers=named)
        return answer.status, answer.data.decode(), answer.headers

    def control(self, carrier, **behaviour):
        status, answer, _ = self.call("PUT", carrier, "/control", behaviour)
        assert status == 200, answer

    def ask_acme(self, order_id, key=None, secret=SECRET, at=None, path="/orders"):
        body = json.dumps({"order_id": order_id, "ship_to": {"city": "London"}})
        message_id, now = f"msg_{uuid.uuid4().hex}", at or datetime.now(UTC)
        return self.call(
            "POST",
            "acme",
            path,
            body,
            webhook_id=message_id,
            webhook_timestamp=str(int(now.timestamp())),
            webhook_signature=Webhook(secret).sign(message_id, now, body),
            idempotency_key=key or order_id,
        )

    def ask_globex(self, order_id, password="open sesame"):
        credentials = base64.b64encode(f"waybill:{password}".encode()).decode()
        body = {"order_id": order_id}
        return self.call("POST", "globex", "/orders", body, authorization=f"Basic {credentials}")

    def shipments(self, carrier):
        return json.loads(self.call("GET", carrier, "/shipments")[1])["shipments"]

    def messages(self, carrier):
        return json.loads(self.call("GET", carrier, "/messages")[1])["messages"]

    def requests(self, carrier):
        return json.loads(self.call("GET", carrier, "/requests")[1])["requests"]


@pytest.fixture
def world(tmp_path):
    with receiver() as gateway:
        made = World(tmp_path, gateway)
        for carrier in ("acme", "globex"):
            made.control(carrier, confirm_after_s=None)
        yield made
        made.sandbox.stop()


def test_acme_accepts_a_signed_request(world):
    status, body, _ = world.ask_acme("o-1")
    answer = json.loads(body)
    assert status == 200
    assert set(answer) == {"shipping_status", "tracking_number"}, "what the gateway reads"
    assert answer["shipping_status"] == "PROCESSING"
    assert answer["tracking_number"].startswith("1Z")


def test_acme_turns_away_what_is_forged_or_stale(world):
    other = "whsec_" + base64.b64encode(b"another secret of ours").decode()
    assert world.ask_acme("o-1", secret=other)[0] == 401
    assert world.ask_acme("o-1", at=datetime(2020, 1, 1, tzinfo=UTC))[0] == 401
    assert world.call("POST", "acme", "/orders", {"order_id": "o-1"})[0] == 401
    assert world.shipments("acme") == []


def test_the_same_key_again_is_the_same_answer_and_no_second_shipment(world):
    first = world.ask_acme("o-1", key="call-1")
    world.restart()
    again = world.ask_acme("o-1", key="call-1")
    assert first[:2] == again[:2]
    assert len(world.shipments("acme")) == 1
    assert len(world.requests("acme")) == 2


def test_globex_wants_its_password_and_is_brief(world):
    assert world.ask_globex("o-1", password="wrong")[0] == 401
    assert world.ask_globex("o-1")[:2] == (202, '{"status": "received"}')
    assert world.ask_globex("o-1")[0] == 202
    assert len(world.shipments("globex")) == 1


def test_acme_confirms_with_its_key_and_signature_until_it_is_heard(world):
    world.gateway.statuses[:] = [500, 503]
    world.control("acme", confirm_after_s=0, deliver_after_s=0)
    tracking = json.loads(world.ask_acme("o-1")[1])["tracking_number"]
    requests = world.gateway.wait_for(4)
    assert [one["path"] for one in requests] == ["/confirm-shipment"] * 3 + ["/confirm-delivery"]
    told = Webhook(SECRET).verify(requests[2]["body"], requests[2]["headers"])
    assert set(told) == {"order_id", "shipped_at", "tracking_number"}
    assert told["tracking_number"] == tracking
    assert requests[2]["headers"]["x-api-key"] == "acme-key"
    assert requests[0]["body"] == requests[2]["body"], "a repeat says the same"
    assert set(json.loads(requests[3]["body"])) == {"order_id", "delivered_at"}


def test_globex_confirms_without_a_signature(world):
    world.control("globex", confirm_after_s=0, deliver_after_s=None)
    world.ask_globex("o-1")
    (request,) = world.gateway.wait_for(1)
    assert request["headers"]["x-api-key"] == "globex-key"
    assert "webhook-signature" not in request["headers"]


def test_what_is_due_is_told_after_a_restart(world):
    world.control("acme", confirm_after_s=1)
    world.ask_acme("o-1")
    world.restart()
    assert world.gateway.wait_for(1)[0]["path"] == "/confirm-shipment"


@pytest.mark.parametrize(
    ("mode", "status"), [("refuse", 422), ("error", 500), ("rate_limited", 429)]
)
def test_it_turns_away_as_it_is_told(world, mode, status):
    world.control("acme", mode=mode)
    answer = world.ask_acme("o-1")
    assert answer[0] == status
    assert answer[2].get("Retry-After") == ("1" if mode == "rate_limited" else None)
    assert world.shipments("acme") == []


def test_one_that_is_down_hangs_up(world):
    world.control("acme", mode="down")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        world.ask_acme("o-1")


def test_one_that_answers_garbage_has_taken_the_shipment(world):
    world.control("acme", mode="garbage")
    status, body, _ = world.ask_acme("o-1")
    assert status == 200
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(body)
    world.control("acme", mode="accept")
    assert json.loads(world.ask_acme("o-1")[1])["shipping_status"] == "PROCESSING"
    assert len(world.shipments("acme")) == 1


def test_a_slow_one_answers_late(world):
    world.control("acme", mode="slow", delay_s=0.5)
    began = time.monotonic()
    assert world.ask_acme("o-1")[0] == 200
    assert time.monotonic() - began >= 0.5


def test_a_silent_one_takes_it_and_says_nothing_more(world):
    world.control("acme", mode="silent", confirm_after_s=0)
    assert world.ask_acme("o-1")[0] == 202
    assert world.messages("acme") == []


def test_an_order_can_be_cancelled_until_it_is_on_its_way(world):
    def cancel(order_id):
        return world.ask_acme(
            order_id, f"{order_id}:cancel", path=f"/orders/{order_id}/cancellation"
        )

    world.call("PUT", "acme", "/clock", {"paused": True})
    world.control("acme", confirm_after_s=1)
    world.ask_acme("o-1")
    assert cancel("o-1")[:2] == (200, '{"status": "cancelled"}')
    assert cancel("o-1")[0] == 200
    world.ask_acme("o-2")
    world.call("POST", "acme", "/clock/advance", {"hours": 1})
    until(lambda: world.shipments("acme")[1]["told"], lambda: world.messages("acme"))
    sent_off = [one for one in world.messages("acme") if one["label"] == "shipment"]
    assert [(one["about"], one["state"]) for one in sent_off] == [
        ("o-1", "withdrawn"),
        ("o-2", "told"),
    ]
    assert cancel("o-2")[0] == 409
    assert cancel("o-3")[0] == 404


def test_it_knows_what_it_is_told_to_do(world):
    status, body, _ = world.call("PUT", "acme", "/control", {"mode": "explode"})
    assert (status, "mode is one of" in body) == (400, True)
    assert world.call("PUT", "acme", "/control", {"colour": 1})[0] == 400


def test_it_can_be_told_whom_it_works_with(world):
    other = base64.b64encode(b"another secret of ours").decode()
    world.control("acme", connection={"secret": f"whsec_{other}", "gateway": "", "api_key": ""})
    assert world.ask_acme("o-1", secret=f"whsec_{other}")[0] == 200
    assert world.ask_acme("o-2")[0] == 401


def test_it_forgets_all_when_it_is_reset(world):
    world.ask_acme("o-1")
    assert world.call("DELETE", "acme", "/control")[0] == 200
    assert world.shipments("acme") == []
    assert world.requests("acme") == []
