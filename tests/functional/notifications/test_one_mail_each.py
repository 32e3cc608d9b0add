"""A customer gets one mail for each fact, in whatever order and however often it is told."""

from itertools import permutations

import pytest

from chalicelib.notifications.domain.letter import Status
from tests.functional.notifications.conftest import PLACED, SENDER, SHIPPED, Notifications
from tests.support.letters import ORDER_ID

ORDERS = sorted(set(permutations(["placed", "placed", "shipped", "shipped"])))
EVENTS = {"placed": PLACED, "shipped": SHIPPED}
BOTH = ["Hemos recibido tu pedido A-1001", "Tu pedido A-1001 está en camino"]


def test_an_order_gives_two_mails_and_tells_of_them(notifications: Notifications):
    assert notifications.deliver(PLACED, SHIPPED) == []
    assert notifications.ses.delivered == BOTH
    assert notifications.published() == ["notification.pending.v1", "notification.sent.v1"] * 2


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_whatever_comes_twice_or_out_of_order_gives_two_mails(notifications, order):
    for name in order:
        assert notifications.deliver(EVENTS[name]) == []
    assert sorted(notifications.ses.delivered) == BOTH
    assert notifications.letter("order_placed").status is Status.SENT
    assert notifications.letter("order_shipped").status is Status.SENT
    assert notifications.app.sweep({}, None) == 0


def test_a_mail_goes_out_in_both_forms_marked_with_its_letter(notifications: Notifications):
    notifications.deliver(PLACED)
    (request,) = notifications.ses.requests
    assert request["FromEmailAddress"] == f"Tea & Cups <{SENDER}>"
    assert request["Destination"] == {"ToAddresses": ["ada@example.com"]}
    assert request["ConfigurationSetName"] == "waybill-test"
    assert request["EmailTags"] == [{"Name": "letter_id", "Value": f"{ORDER_ID}--order_placed"}]
    content = request["Content"]["Simple"]
    assert content["Subject"]["Data"] == BOTH[0]
    assert "19,90 EUR" in content["Body"]["Text"]["Data"]
    assert "<h1>Gracias por tu pedido</h1>" in content["Body"]["Html"]["Data"]


def test_an_address_that_is_none_fails_for_good_without_asking_the_mail_service(notifications):
    customer = {"name": "Eve", "email": "ada@example.com, eve@example.com"}
    data = PLACED["detail"]["data"] | {"customer": customer}
    placed = PLACED | {"detail": PLACED["detail"] | {"data": data}}
    assert notifications.deliver(placed) == []
    assert notifications.ses.requests == []
    letter = notifications.letter("order_placed")
    assert (letter.status, letter.code, letter.retryable) == (
        Status.FAILED,
        "InvalidAddress",
        False,
    )


def test_an_event_that_breaks_its_contract_stops_no_other(notifications: Notifications):
    broken = SHIPPED | {"detail": SHIPPED["detail"] | {"data": {"order_id": ORDER_ID}}}
    assert notifications.deliver(broken, PLACED) == ["message-0"]
    assert notifications.ses.delivered == BOTH[:1]
