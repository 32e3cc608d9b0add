"""Channels: which stages the orders of a tenant's channel pass before they are shipped."""

import argparse
import re
from decimal import Decimal

from chalicelib.carrier_gateway.adapters.partners import PartnersTable
from chalicelib.orders.adapters.channels import Channels
from chalicelib.orders.domain.plan import DEFERRABLE, Plan, PlanInvalid
from tools.admin.stage import Stage, aws

MONEY = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)
LONGEST_NAME = 64


def set_channel(stage: Stage, tenant_id: str, channel: str, plan: Plan) -> None:
    """Say what a channel wants; it holds for orders placed from a minute later on.

    Raises:
        PlanInvalid: there is no such tenant or partner, or no order can name such a channel.
    """
    if not 1 <= len(channel) <= LONGEST_NAME or channel != channel.strip():
        raise PlanInvalid(f"a channel has a name of 1 to {LONGEST_NAME} characters")
    if not _is_tenant(stage, tenant_id):
        raise PlanInvalid(f"there is no tenant {tenant_id}: add a client of it first")
    partners = PartnersTable(stage.parameter("carrier-gateway/partners/table"))
    for partner in filter(None, (plan.enrichment, plan.tax_document)):
        if partners.fresh(partner) is None:
            raise PlanInvalid(f"no partner is registered as {partner}")
    _table(stage).put(tenant_id, channel, plan)


def unset_channel(stage: Stage, tenant_id: str, channel: str) -> None:
    """Let a channel want nothing: its orders go to shipping at once."""
    _table(stage).remove(tenant_id, channel)


def channels_of(stage: Stage, tenant_id: str) -> dict[str, Plan]:
    """Return what each channel of a tenant wants."""
    return _table(stage).of_tenant(tenant_id)


def told(plan: Plan) -> str:
    """Say in one line what a channel wants."""
    defers = f" deferring {', '.join(plan.defers)}" if plan.defers else ""
    wants = {
        f"enrichment by {plan.enrichment}{defers}": plan.enrichment,
        f"review above {plan.review_above}": plan.review_above is not None,
        f"tax document by {plan.tax_document}": plan.tax_document,
    }
    return "; ".join(words for words, wanted in wants.items() if wanted) or "nothing"


def plan_of(asked: argparse.Namespace) -> Plan:
    """Read the settings from the command line.

    Raises:
        PlanInvalid: they cannot be meant.
    """
    limit = asked.review_above
    if limit is not None and not MONEY.fullmatch(limit):
        raise PlanInvalid(f"--review-above {limit}: write an amount as 1000.00")
    return Plan(
        enrichment=asked.enrichment,
        defers=tuple(field for field in DEFERRABLE if field in asked.defer),
        review_above=None if limit is None else Decimal(limit),
        tax_document=asked.tax_document,
    )


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about channels to the command line."""
    given = commands.add_parser("channel-set", help="say which stages a channel's orders pass")
    listed = commands.add_parser("channel-list", help="show what a tenant's channels want")
    taken = commands.add_parser("channel-unset", help="let a channel's orders be shipped at once")
    for command in (given, listed, taken):
        command.add_argument("--tenant", required=True)
    for command in (given, taken):
        command.add_argument("--channel", required=True, help="as orders name it")
    given.add_argument("--enrichment", metavar="PARTNER", help="who completes the orders")
    given.add_argument(
        "--defer",
        action="append",
        default=[],
        choices=DEFERRABLE,
        help="what orders may leave to the enrichment; may be repeated",
    )
    given.add_argument("--review-above", metavar="AMOUNT", help="a person looks at dearer orders")
    given.add_argument("--tax-document", metavar="PARTNER", help="who issues the tax documents")


def _table(stage: Stage) -> Channels:
    return Channels(stage.parameter("orders/channels/table"))


def _is_tenant(stage: Stage, tenant_id: str) -> bool:
    try:
        stage.parameter(f"tenants/{tenant_id}/namespace")
    except aws("ssm").exceptions.ParameterNotFound:
        return False
    return True
