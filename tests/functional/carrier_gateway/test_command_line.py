"""An administrator's command changes the registry just as the routes do, events included."""

import pytest

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.domain.partner import Partner, PartnerInvalid, Way
from eventing import aws
from tests.support.api import Api
from tests.support.aws import taken
from tools.admin import administrators, partners
from tools.admin.stage import Stage

STAGE = Stage("local")


@pytest.fixture
def stage(gateway, monkeypatch) -> Stage:
    """Return the stage whose tables are those of the gateway here."""
    monkeypatch.setenv("SECRETS_PREFIX", STAGE.path("partners/"))
    wiring.secrets.cache_clear()
    rest = aws.client("apigateway")
    plan = rest.create_usage_plan(name="gateway")["id"]
    for name, value in {
        "events/table": "events",
        "partners/table": "partners",
        "credentials/table": "credentials",
        "api/usage-plan-id": plan,
    }.items():
        path = STAGE.path(f"carrier-gateway/{name}")
        aws.client("ssm").put_parameter(Name=path, Value=value, Type="String")
    return STAGE


def changes(gateway, partner_id) -> list[tuple[str, str]]:
    wiring.service().republisher.stream(f"partner:{partner_id}")
    said = [event["detail"]["data"] for event in taken(gateway.heard)]
    return [(data["change"], data["by"]) for data in said]


def test_a_partner_is_registered_with_key_and_secret_and_may_be_again(gateway, stage):
    partner = Partner("initech", Way.SIGNED, gateway.carrier.url)
    first, second = partners.add_partner(stage, partner), partners.add_partner(stage, partner)
    assert first.secret == second.secret == {"signing": list(wiring.secrets().signing("initech"))}
    caller = wiring.service().credentials.caller(first.api_key)
    assert (caller.kind, caller.id) == ("partner", "initech")
    assert changes(gateway, "initech") == [("registered", "admin:command-line")]


def test_a_secret_is_rotated(gateway, stage):
    partner = Partner("initech", Way.SIGNED, gateway.carrier.url)
    (first,) = partners.add_partner(stage, partner).secret["signing"]
    second = partners.rotate_secret(stage, "initech")
    assert wiring.secrets().signing("initech", kept_s=0) == (second, first)
    assert changes(gateway, "initech")[-1] == ("secret_rotated", "admin:command-line")


def test_a_url_that_may_not_be_called_is_refused(gateway, stage):
    with pytest.raises(PartnerInvalid):
        partners.add_partner(stage, Partner("initech", Way.SIGNED, "http://10.0.0.1:8080"))
    assert wiring.partners().fresh("initech") is None


def test_an_administrators_key_opens_the_registry(client, stage):
    key = administrators.add_administrator(stage, "ops")
    assert Api(client, key).get("/partners").status == 200
