"""Partners: an entry in the gateway's registry, a key to call us with, a secret shared with us."""

import base64
import json
import secrets
from dataclasses import dataclass
from typing import Any

from chalicelib.carrier_gateway.adapters.destinations import Destinations
from chalicelib.carrier_gateway.adapters.partners import PartnersTable
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from eventing.credentials import Caller, new_key
from tools.admin.stage import Stage, aws
from tools.deploy import deploy_api_destination

SERVICES = ("carrier-gateway",)
LIVE_SIGNING_SECRETS = 2


@dataclass(frozen=True, slots=True)
class Given:
    """What the partner must be told, once: `secret` has what it signs with, or our credentials."""

    api_key: str
    secret: dict[str, Any]


def add_partner(stage: Stage, partner: Partner) -> Given:
    """Register a partner, or change its entry, and give it a key; its secret stays if it has one.

    Raises:
        PartnerInvalid: the entry cannot be taken.
    """
    table = stage.parameter("carrier-gateway/partners/table")
    Destinations(local=stage.name == "local").check(partner.url)
    PartnersTable(table).put(partner)
    secret = _secret_of(stage, partner)
    if partner.way is Way.API_DESTINATION:
        deploy_api_destination(
            stage.name,
            Partner=partner.id,
            Endpoint=f"{partner.url}/orders",
            RatePerSecond=str(partner.rate_per_second),
        )
    return Given(add_key(stage, partner.id), secret)


def add_key(stage: Stage, partner_id: str) -> str:
    """Give a partner one more key and return it; the old one works until it is revoked."""
    caller = Caller("partner", partner_id, tenant_id="", namespace="")
    return stage.give_key(caller, SERVICES)


def rotate_secret(stage: Stage, partner_id: str) -> str:
    """Give a partner a new signing secret and return it; the one before stays valid beside it."""
    name = stage.path(f"partners/{partner_id}")
    secret = json.loads(aws("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
    signing = [_signing_secret(), *secret.get("signing", [])][:LIVE_SIGNING_SECRETS]
    aws("secretsmanager").put_secret_value(
        SecretId=name, SecretString=json.dumps({**secret, "signing": signing})
    )
    return str(signing[0])


def _secret_of(stage: Stage, partner: Partner) -> dict[str, Any]:
    made = (
        {"signing": [_signing_secret()]}
        if partner.way is Way.SIGNED
        else {"username": f"waybill-{stage.name}", "password": new_key()}
    )
    name = stage.path(f"partners/{partner.id}")
    client = aws("secretsmanager")
    try:
        client.create_secret(Name=name, SecretString=json.dumps(made))
    except client.exceptions.ResourceExistsException:
        return dict(json.loads(client.get_secret_value(SecretId=name)["SecretString"]))
    return made


def _signing_secret() -> str:
    """Make a Standard Webhooks secret of 256 random bits."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
