"""A contact is what the events of its order say together, until its time is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.notifications import wiring
from chalicelib.notifications.adapters import contacts as adapter
from chalicelib.notifications.adapters.contacts import KEPT, LINES, ContactItem
from chalicelib.notifications.domain.contact import Customer, Statement
from eventing.tables import bound
from tests.functional.notifications.conftest import Notifications
from tests.support.letters import CONTACT, ORDER_ID, WHOLE

FAR = datetime(2126, 1, 1, tzinfo=UTC)
FRESH = replace(WHOLE, at=FAR)
CORRECTED = Statement(7, FAR, customer=Customer("Eve", "eve@example.com"))


@pytest.fixture
def contacts(notifications: Notifications, monkeypatch):
    monkeypatch.setattr(adapter, "KEPT", KEPT)
    return wiring.posting().contacts


def item():
    return bound(ContactItem, "contacts").get(ORDER_ID)


def test_a_contact_is_found_as_it_was_kept(contacts):
    assert contacts.find(ORDER_ID) is None
    assert contacts.keep(ORDER_ID, FRESH) == CONTACT
    assert contacts.find(ORDER_ID) == CONTACT


def test_what_is_said_in_part_is_no_contact_until_the_rest_is_said(contacts):
    assert contacts.keep(ORDER_ID, replace(FRESH, version=3, placing=None)) is None
    assert contacts.find(ORDER_ID) is None
    placed = Statement(1, FAR, placing=WHOLE.placing)
    assert contacts.keep(ORDER_ID, placed) == contacts.find(ORDER_ID) == CONTACT


def test_what_is_said_again_is_kept_once_and_prolongs_nothing(contacts):
    contacts.keep(ORDER_ID, FRESH)
    contacts.keep(ORDER_ID, CORRECTED)
    before = item()
    contacts.keep(ORDER_ID, FRESH)
    contacts.keep(ORDER_ID, replace(CORRECTED, version=9, at=FAR + timedelta(days=9)))
    assert len(item().said) == 3
    assert item().expires_at == before.expires_at == FAR + KEPT


def test_a_contact_whose_time_is_over_is_gone_though_the_table_still_has_it(contacts):
    long_ago = datetime.now(UTC) - KEPT - timedelta(seconds=1)
    assert contacts.keep(ORDER_ID, replace(WHOLE, at=long_ago)) is None
    assert contacts.find(ORDER_ID) is None


def test_an_item_of_before_there_were_statements_is_what_its_order_said_first(contacts):
    bound(ContactItem, "contacts")(
        ORDER_ID,
        reference=CONTACT.reference,
        name=CONTACT.customer.name,
        email=CONTACT.customer.email,
        locale=CONTACT.customer.locale,
        lines=LINES.dump_json(CONTACT.lines).decode(),
        currency=CONTACT.currency,
        placed_at="2026-11-20T12:00:00.000000Z",
        expires_at=FAR,
    ).save()
    assert contacts.find(ORDER_ID) == CONTACT
    assert contacts.keep(ORDER_ID, CORRECTED) == replace(CONTACT, customer=CORRECTED.customer)
