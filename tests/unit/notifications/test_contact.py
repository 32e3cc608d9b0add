"""A contact is the same in whatever order its events come: the newest word on each part holds."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from chalicelib.notifications.domain.contact import Contact, Customer, Line, Statement, contact_of
from tests.support.letters import CONTACT, NOON, ORDER_ID, WHOLE

EVE = Customer("Eve", "eve@example.com", "es")
CUP = Line("CUP", 1, Decimal("4.00"))

PLACED = Statement(1, NOON, placing=CONTACT.placing, currency="USD")
ENRICHED = Statement(3, NOON, customer=CONTACT.customer, lines=CONTACT.lines)
CORRECTED = Statement(7, NOON, customer=EVE, currency="EUR")
CORRECTED_AGAIN = Statement(9, NOON, lines=(CUP,))

STATEMENTS = [PLACED, ENRICHED, CORRECTED, CORRECTED_AGAIN]


def test_in_every_order_and_repeated_it_ends_the_same():
    end = Contact(ORDER_ID, PLACED.placing, EVE, (CUP,), "EUR")
    for order in permutations([*STATEMENTS, PLACED, CORRECTED]):
        assert contact_of(ORDER_ID, order) == end


@pytest.mark.parametrize("part", ["placing", "customer", "lines", "currency"])
def test_while_a_part_is_missing_there_is_no_contact(part: str):
    assert contact_of(ORDER_ID, [replace(WHOLE, **{part: None})]) is None
    assert contact_of(ORDER_ID, [replace(WHOLE, **{part: None}), WHOLE]) == CONTACT


def test_the_total_is_that_of_the_lines_whoever_named_them_last():
    assert CONTACT.total == Decimal("32.40")
    corrected = contact_of(ORDER_ID, [WHOLE, CORRECTED_AGAIN])
    assert corrected is not None
    assert corrected.total == Decimal("4.00")
