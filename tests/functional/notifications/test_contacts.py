"""A contact is found as it was kept, until its time is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.notifications import wiring
from chalicelib.notifications.adapters.contacts import KEPT
from tests.functional.notifications.conftest import Notifications
from tests.support.letters import CONTACT, ORDER_ID


def test_a_contact_is_found_as_it_was_kept(notifications: Notifications):
    contacts = wiring.posting().contacts
    assert contacts.find(ORDER_ID) is None
    fresh = replace(CONTACT, placed_at=datetime(2126, 1, 1, tzinfo=UTC), locale=None)
    contacts.keep(fresh)
    assert contacts.find(ORDER_ID) == fresh


def test_a_contact_whose_time_is_over_is_gone_though_the_table_still_has_it(notifications):
    contacts = wiring.posting().contacts
    contacts.keep(replace(CONTACT, placed_at=datetime.now(UTC) - KEPT - timedelta(seconds=1)))
    assert contacts.find(ORDER_ID) is None
