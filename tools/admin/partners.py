"""Partners: an entry in the gateway's registry, a key to call us with, a secret shared with us."""

from dataclasses import dataclass
from typing import Any

from chalicelib.carrier_gateway.adapters.contracts_out.registry import LANGUAGE
from chalicelib.carrier_gateway.adapters.destinations import Destinations
from chalicelib.carrier_gateway.adapters.partners import PartnersTable
from chalicelib.carrier_gateway.adapters.secrets import PartnerSecrets
from chalicelib.carrier_gateway.application.registry import Registry
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from eventing.credentials import Caller, new_key
from eventing.service import Service, now
from tools.admin.stage import Stage
from tools.deploy import deploy_api_destination
from tools.services import ROOT
from tools.template import read

SERVICES = ("carrier-gateway",)
BY = "admin:command-line"


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
    registry(stage).put(partner, BY)
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
    return registry(stage).rotate(partner_id, BY)


def registry(stage: Stage) -> Registry:
    """Return the registry of a stage, as the gateway's own routes have it."""
    environment = {
        "EVENTS_TABLE": stage.parameter("carrier-gateway/events/table"),
        "AUDIT_WINDOW_S": _by_stage(stage)["AuditWindow"],
    }
    return Registry(
        Service(LANGUAGE, environment).store,
        PartnersTable(stage.parameter("carrier-gateway/partners/table")),
        PartnerSecrets(stage.path("partners/")),
        Destinations(local=stage.name == "local").check,
        now,
    )


def _by_stage(stage: Stage) -> dict[str, str]:
    """Return what differs from stage to stage."""
    template = read(ROOT / "shared/infra/service/stage.yaml")
    return dict(template["Mappings"]["ByStage"][stage.name])


def _secret_of(stage: Stage, partner: Partner) -> dict[str, Any]:
    """Return what a partner signs with, or our credentials for one behind an API destination."""
    secrets = PartnerSecrets(stage.path("partners/"))
    if partner.way is Way.API_DESTINATION:
        ours = {"username": f"waybill-{stage.name}", "password": new_key()}
        return secrets.create(partner.id, ours)
    return {"signing": list(secrets.signing(partner.id))}
