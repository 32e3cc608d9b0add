"""Make the demo known by the administrator's commands: who calls, who is called, what is wanted."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import boto3

from chalicelib.carrier_gateway.domain.partner import Partner, Way
from chalicelib.orders.domain.plan import Plan
from local.partners import PARTNERS, urls
from local.place import STAGE, Place
from tools.admin.administrators import add_administrator
from tools.admin.channels import set_channel
from tools.admin.clients import add_client
from tools.admin.partners import add_partner
from tools.admin.stage import Stage

# Each is the only one of its tenant, so that either can try to see the other's orders.
CLIENTS = {"demo": "demo", "other": "other"}
DEFAULT_CARRIER = "acme"
ADMINISTRATOR = "ops"
# Any other channel's orders go to shipping at once.
CHANNELS = {
    "full": Plan(enrichment="crm", defers=("customer",), tax_document="paperless"),
    "invoice": Plan(tax_document="paperless"),
    "reviewed": Plan(review_above=Decimal(1000)),
}

Known = Mapping[str, dict[str, Any]]


def clients(known: Known) -> dict[str, dict[str, Any]]:
    """Give each client a key, unless it has one that is still good."""
    live = _live_keys()
    return {name: _valid(known, name, live) or _client(name) for name in CLIENTS}


def partners(place: Place, known: Known) -> dict[str, dict[str, Any]]:
    """Register each partner where it is, unless it is there already."""
    live = _live_keys()
    return {
        name: _valid(known, name, live, url=url) or _partner(name, url)
        for name, url in urls(place).items()
    }


def channels() -> None:
    """Set what the channels of the tenant `demo` want, once their partners are there."""
    for channel, plan in CHANNELS.items():
        set_channel(Stage(STAGE), "demo", channel, plan)


def administrators(known: Known) -> dict[str, dict[str, Any]]:
    """Give the administrator a key, unless there is one that is still good."""
    given = _valid(known, ADMINISTRATOR, _live_keys())
    return {
        ADMINISTRATOR: given or {"api_key": add_administrator(Stage(STAGE), ADMINISTRATOR)},
    }


def _client(name: str) -> dict[str, Any]:
    tenant_id = CLIENTS[name]
    api_key = add_client(Stage(STAGE), name, tenant_id, DEFAULT_CARRIER)
    return {"api_key": api_key, "tenant_id": tenant_id}


def _partner(name: str, url: str) -> dict[str, Any]:
    demo = PARTNERS[name]
    way = Way.SIGNED if demo.signs else Way.API_DESTINATION
    partner = Partner(name, way, url, kind=demo.made.kind, signs=demo.signs)
    given = add_partner(Stage(STAGE), partner)
    secret = {"secret": given.secret["signing"][0]} if demo.signs else given.secret
    return {"url": url, "api_key": given.api_key, **secret}


def _valid(known: Known, name: str, live: set[str], **expected: str) -> dict[str, Any] | None:
    """Find what is known of `name`, if its key opens a door and it is as `expected`."""
    found = known.get(name, {})
    as_expected = expected.items() <= found.items()
    return found if as_expected and found.get("api_key") in live else None


def _live_keys() -> set[str]:
    pages = boto3.client("apigateway").get_paginator("get_api_keys").paginate(includeValues=True)
    return {key["value"] for page in pages for key in page["items"]}
