"""Administrators keep the registry over HTTP: no deployment, no secret shown twice."""

import base64
import uuid

import pytest
from standardwebhooks import Webhook

from chalicelib.carrier_gateway import wiring
from eventing import aws
from tests.functional.carrier_gateway.conftest import share_secrets
from tests.support.api import Api
from tests.support.aws import taken
from tests.support.carrier import hang_up
from tests.support.contract import assert_valid
from tests.support.orders_said import ready

ENTRY = {
    "id": "initech",
    "kind": "carrier",
    "way": "signed",
    "url": "http://127.0.0.1:4570/api",
    "rate_per_second": 20,
    "read_timeout_s": 10,
    "deadline_s": 86400,
    "answer_within_s": 86400,
    "signs": True,
    "paused": False,
    "retry": {"first_s": 1, "longest_s": 300},
    "mapping": {},
}
GIVEN = {"url": ENTRY["url"]}
NOTHING_WAITS = {"calls": {"waiting": 0}}


@pytest.fixture
def admin(client) -> Api:
    return Api(client, "admin-key")


def told(gateway, partner_id="initech") -> list[dict]:
    """Publish a partner's stream as the pipe would; return what was said, all of it valid."""
    wiring.service().republisher.stream(f"partner:{partner_id}")
    said = taken(gateway.heard)
    for event in said:
        assert_valid(event["detail-type"], event["detail"])
    return [event["detail"]["data"] for event in said]


def test_it_shows_what_waits_for_a_partner_and_that_it_does_not_answer(gateway, admin):
    gateway.carrier.manners = [hang_up]
    orders = [str(uuid.UUID(int=number)) for number in range(1, 8)]
    gateway.deliver(*map(ready, orders))
    gateway.drain()
    seen = admin.get("/partners/acme").body
    assert seen["calls"]["waiting"] == 7
    assert seen["outage"]["failures"] >= 5
    assert seen["outage"]["cause"] == "The partner could not be reached."
    assert seen["outage"]["since"] < seen["outage"]["next_try_at"]


def test_a_new_partner_gets_its_defaults_and_its_secret_once(admin):
    made = admin.put("/partners/initech", GIVEN)
    secret = made.body.pop("signing_secret")
    assert (made.status, made.body) == (201, ENTRY)
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert Webhook(secret)
    assert wiring.secrets().signing("initech") == (secret,)
    again = admin.put("/partners/initech", GIVEN)
    assert (again.status, again.body) == (200, ENTRY)


def test_entries_are_read_alone_and_all_together_never_with_secrets(admin):
    secret = admin.put("/partners/initech", GIVEN).body["signing_secret"]
    one, all_of_them = admin.get("/partners/initech"), admin.get("/partners")
    assert (one.status, one.body) == (200, {**ENTRY, **NOTHING_WAITS})
    assert [entry["id"] for entry in all_of_them.body["partners"]] == ["acme", "globex", "initech"]
    assert all_of_them.body["partners"][2] == ENTRY
    assert secret not in str(one.body) + str(all_of_them.body)


def test_an_entry_is_changed_as_a_whole_and_stays_paused(admin):
    admin.put("/partners/initech", {**GIVEN, "rate_per_second": 5, "signs": False})
    admin.post("/partners/initech/pause", b"")
    changed = admin.put("/partners/initech", {**GIVEN, "kind": "gift_card", "read_timeout_s": 3})
    expected = {**ENTRY, "kind": "gift_card", "read_timeout_s": 3, "paused": True}
    assert (changed.status, changed.body) == (200, expected)
    assert admin.get("/partners/initech").body == {**expected, **NOTHING_WAITS}


def test_every_change_is_an_event_and_what_changes_nothing_is_none(gateway, admin):
    admin.put("/partners/initech", GIVEN)
    admin.put("/partners/initech", GIVEN)
    admin.put("/partners/initech", {**GIVEN, "rate_per_second": 5})
    admin.post("/partners/initech/secret")
    admin.post("/partners/initech/pause", {"reason": "They move house."})
    admin.post("/partners/initech/pause", b"")
    admin.post("/partners/initech/resume")
    admin.post("/partners/initech/resume")
    data = told(gateway)
    assert [said["change"] for said in data] == [
        *("registered", "changed", "secret_rotated", "paused", "resumed"),
    ]
    assert {(said["partner"], said["by"]) for said in data} == {("initech", "admin:ops")}
    assert data[3]["reason"] == "They move house."


def test_a_repeated_put_mends_what_a_crash_left_behind(gateway, admin, monkeypatch):
    """The event is stored first; without its entry and its secret it is no partner yet."""

    def crash(*_):
        raise RuntimeError("cut off")

    with monkeypatch.context() as patched:
        patched.setattr(wiring.partners(), "put", crash)
        assert admin.put("/partners/initech", GIVEN).status == 500
    assert admin.get("/partners/initech").status == 404
    made = admin.put("/partners/initech", GIVEN)
    assert made.body.pop("signing_secret")
    assert made.body == ENTRY
    assert [said["change"] for said in told(gateway)] == ["registered"]


def test_an_entry_that_a_later_change_overtook_is_not_written(admin):
    admin.put("/partners/initech", GIVEN)
    late = wiring.partners().fresh("initech")
    admin.post("/partners/initech/pause", b"")
    wiring.partners().put(late, 1)
    assert admin.get("/partners/initech").body["paused"] is True


def test_two_secrets_live_and_the_third_ends_the_first(admin):
    first = admin.put("/partners/initech", GIVEN).body["signing_secret"]
    second = admin.post("/partners/initech/secret").body["signing_secret"]
    assert wiring.secrets().signing("initech", kept_s=0) == (second, first)
    third = admin.post("/partners/initech/secret").body["signing_secret"]
    assert wiring.secrets().signing("initech", kept_s=0) == (third, second)
    assert len({first, second, third}) == 3


def test_a_rotation_whose_answer_was_lost_is_repeated_without_a_third_secret(gateway, admin):
    first = admin.put("/partners/initech", GIVEN).body["signing_secret"]
    keys = {"idempotency_key": "rotation-1"}
    answers = [admin.post("/partners/initech/secret", **keys) for _ in range(3)]
    assert len({answer.body["signing_secret"] for answer in answers}) == 1
    assert wiring.secrets().signing("initech", kept_s=0)[1] == first
    assert [said["change"] for said in told(gateway)] == ["registered", "secret_rotated"]


def test_a_partner_of_the_command_line_keeps_its_secret(gateway, admin):
    """It has an entry and a secret, and no event yet."""
    share_secrets("acme", "whsec_AAAA")
    answer = admin.put("/partners/acme", {"url": gateway.carrier.url, "rate_per_second": 3})
    assert (answer.status, "signing_secret" in answer.body) == (200, False)
    assert wiring.secrets().signing("acme", kept_s=0) == ("whsec_AAAA",)
    assert [said["change"] for said in told(gateway, "acme")] == ["changed"]


def test_a_partner_with_other_credentials_keeps_them_beside_its_signing_secret(gateway, admin):
    name = "/waybill/test/partners/globex"
    client = aws.client("secretsmanager")
    client.create_secret(Name=name, SecretString='{"username": "w", "password": "p"}')
    secret = admin.put("/partners/globex", {"url": gateway.carrier.url}).body["signing_secret"]
    assert wiring.secrets().signing("globex") == (secret,)
    assert '"password": "p"' in client.get_secret_value(SecretId=name)["SecretString"]


def test_a_partner_that_only_calls_us_needs_no_url(admin):
    given = {"way": "none", "kind": "oms", "signs": False}
    made = admin.put("/partners/oms-1", given)
    assert (made.status, made.body["url"], made.body["kind"]) == (201, "", "oms")
    assert "signing_secret" not in made.body
    assert "signing_secret" in admin.put("/partners/oms-2", {**given, "signs": True}).body


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://10.0.0.1:8080"}, "url"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "url"),
        ({"url": "https://user:pass@acme.example"}, "url"),
        ({"url": ""}, "url"),
        ({"way": "none"}, "url"),
        ({"way": "pigeon"}, "way"),
        ({"kind": "Carrier!"}, "kind"),
        ({"rate_per_second": 0}, "rate_per_second"),
        ({"rate_per_second": "20"}, "rate_per_second"),
        ({"rate_per_second": 2.5}, "rate_per_second"),
        ({"read_timeout_s": 21}, "read_timeout_s"),
        ({"deadline_s": 59}, "deadline_s"),
        ({"answer_within_s": 59}, "answer_within_s"),
        ({"retry": {"first_s": 0}}, "retry.first_s"),
        ({"retry": {"first_s": 30, "longest_s": 20}}, "retry.longest_s"),
        ({"retry": {"every_s": 20}}, "retry.every_s"),
        ({"paused": True}, "paused"),
        ({"id": "initech"}, "id"),
        ({"mapping": {"replies": {}}}, "mapping.replies"),
        ({"mapping": {"answers": {"ORDER_ENRICHMENT": {"lines": "a["}}}},
         "mapping.answers.ORDER_ENRICHMENT.lines"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_stored(gateway, admin, wrong, field):
    answer = admin.put("/partners/initech", {**GIVEN, **wrong})
    assert answer.status == 422
    assert field in [error["field"] for error in answer.body["errors"]]
    assert admin.get("/partners/initech").status == 404
    assert told(gateway) == []


@pytest.mark.parametrize("partner_id", ["Initech", "-x", "x_y", "x" * 64, "x%20y"])
def test_a_partner_has_a_plain_name(admin, partner_id):
    answer = admin.put(f"/partners/{partner_id}", GIVEN)
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "id")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"[" * 50_000, b"\xff{}"])
def test_a_body_that_is_no_object_is_refused(admin, body):
    assert admin.put("/partners/initech", body).status in (400, 422)


def test_a_partner_with_a_stack_is_made_by_its_command(admin):
    answer = admin.put("/partners/initech", {**GIVEN, "way": "api_destination"})
    assert answer.status == 422
    assert "partner-add" in answer.body["errors"][0]["message"]


def test_nobody_changes_a_partner_that_is_not_there(admin):
    answers = [
        admin.get("/partners/nobody"),
        *(admin.post(f"/partners/nobody/{what}", b"") for what in ("secret", "pause", "resume")),
    ]
    assert {answer.status for answer in answers} == {404}


@pytest.mark.parametrize("reason", ["", " ", "x" * 201, "a\nb", 7])
def test_a_reason_is_a_line_of_text(admin, reason):
    admin.put("/partners/initech", GIVEN)
    assert admin.post("/partners/initech/pause", {"reason": reason}).status == 422


@pytest.mark.parametrize("key", ["acme-key", "client-key", "unknown-key"])
def test_the_registry_is_closed_to_all_but_administrators(client, key):
    api = Api(client, key)
    answers = [
        api.get("/partners"),
        api.get("/partners/acme"),
        api.put("/partners/acme", GIVEN),
        *(api.post(f"/partners/acme/{what}", {}) for what in ("secret", "pause", "resume")),
    ]
    assert {answer.status for answer in answers} == {403}
    assert wiring.partners().fresh("acme").paused is False


def test_an_administrator_is_no_partner(admin):
    for path in ("/confirm-shipment", "/confirm-delivery"):
        assert admin.post(path, {}).status == 403
