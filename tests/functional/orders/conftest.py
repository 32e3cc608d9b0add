"""The orders service in an account of its own, called by two tenants."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.orders.adapters.channels import ChannelItem
from eventing.credentials import Caller
from tests.support.api import Api
from tests.support.apps import load
from tests.support.aws import account
from tests.support.documented import Client

ORDERS = load("orders")
CALLERS = {
    "ours": Caller("client", "demo", "demo", "0b7c0000-0000-4000-8000-000000000001", "acme"),
    "theirs": Caller("client", "other", "other", "0b7c0000-0000-4000-8000-000000000002", "acme"),
    "bare": Caller("client", "bare", "bare", "0b7c0000-0000-4000-8000-000000000003"),
    "partner": Caller("partner", "acme", "acme", "0b7c0000-0000-4000-8000-000000000004"),
}


@pytest.fixture
def app() -> Iterator[Client]:
    with account(channels=ChannelItem), Client(ORDERS.app) as client:
        for key, caller in CALLERS.items():
            ORDERS.wiring.service().credentials.register(key, caller)
        yield client


@pytest.fixture
def api(app) -> Api:
    return Api(app, "ours")


@pytest.fixture
def order() -> dict[str, Any]:
    """Return an order with every field that there is."""
    return {
        "external_id": "shop-4711",
        "channel": "web",
        "customer": {"name": "Ann Example", "email": "ann@example.com", "locale": "en-GB"},
        "ship_to": {
            "name": "Ann Example",
            "line1": "Main Road 1",
            "line2": "Door 7",
            "city": "Vienna",
            "region": "Vienna",
            "postal_code": "1010",
            "country": "AT",
        },
        "lines": [
            {"sku": "tea", "description": "Green tea", "quantity": 2, "unit_price": "19.90"},
            {"sku": "cup", "quantity": 1, "unit_price": "5"},
        ],
        "currency": "EUR",
        "carrier": "acme",
        "dispatch_by": "2026-11-22T13:00:00+01:00",
        "notes": "Ring twice,\r\nplease.",
    }
