"""Where the customer comes later, each letter waits for the rest and is sent once."""

from itertools import permutations
from typing import Any

import pytest

from chalicelib.notifications.domain.letter import Status
from tests.functional.notifications.conftest import (
    DOCUMENTED,
    ENRICHED,
    PLACED_BARE,
    SHIPPED,
    Notifications,
    order_event,
    stored,
)
from tests.support.letters import ORDER_ID

EVENTS = {"placed": PLACED_BARE, "enriched": ENRICHED, "issued": DOCUMENTED, "shipped": SHIPPED}
SUBJECTS = [
    "Empezamos a procesar tu pedido A-1001",
    "Hemos recibido tu pedido A-1001",
    "Tu pedido A-1001 está en camino",
]


def resolved(version: int, corrections: dict[str, Any]) -> dict[str, Any]:
    return order_event(
        "exception_resolved",
        version,
        {
            "exception_id": f"{ORDER_ID}#2",
            "resolution": "correct",
            "stage": "enrichment",
            "corrections": corrections,
        },
    )


@pytest.mark.parametrize("order", list(permutations(EVENTS)), ids="-".join)
def test_in_every_order_and_repeated_it_ends_with_the_same_mails(notifications, order):
    stored()
    for name in order:
        assert notifications.deliver(EVENTS[name], EVENTS[name]) == []
    assert notifications.deliver(*EVENTS.values()) == []
    assert sorted(notifications.ses.delivered) == SUBJECTS
    sent = [request["Content"]["Simple"] for request in notifications.ses.requests]
    assert sum("Attachments" in mail for mail in sent) == 1
    assert notifications.app.sweep({}, None) == 0


def test_nothing_is_kept_or_sent_before_a_customer_is_known(notifications: Notifications):
    notifications.deliver(PLACED_BARE)
    assert notifications.letter("order_placed").status is Status.AWAITING_ADDRESS
    assert notifications.published() == ["notification.awaiting_address.v1"]
    nothing = order_event("enriched", 2, {"partner": "crm", "attributes": {"segment": "gold"}})
    assert notifications.deliver(nothing, resolved(3, {"carrier": "globex"})) == []
    assert notifications.ses.requests == []

    assert notifications.deliver(ENRICHED) == []
    assert notifications.ses.delivered == [SUBJECTS[1]]


def test_what_a_person_corrects_holds_for_the_letters_after_it(notifications: Notifications):
    stored()
    notifications.deliver(PLACED_BARE, ENRICHED)
    eve = {"name": "Eve", "email": "eve@example.com", "locale": "en"}
    lines = [{"sku": "CUP", "quantity": 3, "unit_price": "1.50"}]
    notifications.deliver(resolved(4, {"customer": eve, "lines": lines}), DOCUMENTED, ENRICHED)
    _, last = notifications.ses.requests
    assert last["Destination"] == {"ToAddresses": ["eve@example.com"]}
    simple = last["Content"]["Simple"]
    assert "Total: EUR 4.50" in simple["Body"]["Text"]["Data"]
    assert len(simple["Attachments"]) == 1
