"""An order as its client sees it."""

from dataclasses import replace

import pytest

from chalicelib.orders.application.view import reason_of, view
from chalicelib.orders.domain.order import ORDER
from tests.support.orders import (
    ACCEPTED,
    BARE_DETAILS,
    CANCELLED,
    DELIVERED,
    FAILED,
    NOON,
    ORDER_ID,
    PLACED,
    READY,
    SHIPPED,
)

BARE = (replace(PLACED, details=BARE_DETAILS), READY)


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([PLACED], "Received"),
        ([PLACED, READY], "Waiting for shipping"),
        ([PLACED, READY, ACCEPTED], "Waiting for shipping"),
        ([PLACED, READY, SHIPPED], "Shipped at 2026-11-20T16:00:00.000Z"),
        ([PLACED, READY, DELIVERED], "Delivered at 2026-11-22T09:00:00.000Z"),
        ([PLACED, READY, CANCELLED], "Cancelled: changed my mind"),
        ([PLACED, READY, replace(CANCELLED, reason=None)], "Cancelled"),
        ([PLACED, READY, FAILED], "The carrier does not deliver there."),
    ],
)
def test_every_state_says_why_in_words(events, reason):
    assert reason_of(ORDER.replay(events)) == reason


def test_a_new_order_shows_what_was_ordered_and_no_more():
    assert view(ORDER_ID, ORDER.replay(BARE)) == {
        "id": ORDER_ID,
        "order_id": ORDER_ID,
        "state": "pending",
        "reason": "Waiting for shipping",
        "version": 2,
        "total": "0.5",
        "placed_at": "2026-11-20T12:00:00.000Z",
        "answers": f"{ORDER_ID}#2",
        "customer": {"name": "Bob", "email": "bob@example.com"},
        "ship_to": {
            "name": "Bob",
            "line1": "Side Road 2",
            "city": "Graz",
            "postal_code": "8010",
            "country": "AT",
        },
        "lines": [{"sku": "tea", "quantity": 1, "unit_price": "0.5"}],
        "currency": "EUR",
        "carrier": "acme",
        "channel": "api",
    }


def test_a_delivered_order_shows_its_whole_way():
    answer = view(ORDER_ID, ORDER.replay([PLACED, READY, ACCEPTED, SHIPPED, DELIVERED]))
    shown = {name: answer[name] for name in answer if name.endswith("_at") or "ing_" in name}
    assert shown == {
        "placed_at": "2026-11-20T12:00:00.000Z",
        "shipping_status": "label printed",
        "tracking_number": "1Z-9",
        "shipped_at": "2026-11-20T16:00:00.000Z",
        "delivered_at": "2026-11-22T09:00:00.000Z",
    }
    assert (answer["total"], answer["external_id"]) == ("44.80", "shop-4711")
    assert answer["dispatch_by"] == "2026-11-22T12:00:00.000Z"
    assert answer["placed_at"] == f"{NOON:%Y-%m-%dT%H:%M:%S}.000Z"
