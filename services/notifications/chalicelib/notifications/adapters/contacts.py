"""The contacts table: the one place where this service keeps personal data.

An item holds what the events of one order said of whom to write to and of what was ordered.
Events, logs and answers of this service hold nothing of it.
An item goes when its time to live is over; whoever must be forgotten earlier is deleted here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter
from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.models import Model

from chalicelib.notifications.domain.contact import (
    Contact,
    Customer,
    Line,
    Placing,
    Statement,
    contact_of,
)
from eventing.tables import bound

# From what was said first, so that an event told again prolongs nothing.
KEPT = timedelta(days=180)
STATEMENT = TypeAdapter(Statement)
LINES = TypeAdapter(tuple[Line, ...])


class ContactItem(Model):
    """What is known for the letters of one order; `said` has a statement for each event.

    The attributes from `reference` on are those of items of before there were statements.
    """

    order_id = UnicodeAttribute(hash_key=True)
    said = UnicodeSetAttribute(null=True)
    expires_at = TTLAttribute()
    reference = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    lines = UnicodeAttribute(null=True)
    currency = UnicodeAttribute(null=True)
    placed_at = UnicodeAttribute(null=True)


class DynamoContacts:
    """Contacts by order, in DynamoDB."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(ContactItem, table_name)

    def keep(self, order_id: str, statement: Statement) -> Contact | None:
        """Add a statement to those of its order: one write, whoever else writes meanwhile.

        A set takes what it has without a change, and in any order.
        """
        item = self._items(order_id)
        written = STATEMENT.dump_json(statement, exclude_none=True).decode()
        first_expiry = ContactItem.expires_at | (statement.at + KEPT)
        item.update([ContactItem.said.add({written}), ContactItem.expires_at.set(first_expiry)])
        return _contact(item)

    def find(self, order_id: str) -> Contact | None:
        """Read the contact of an order, strongly consistent; one that is over counts as gone."""
        try:
            return _contact(self._items.get(order_id, consistent_read=True))
        except ContactItem.DoesNotExist:
            return None


def _contact(item: ContactItem) -> Contact | None:
    over = item.expires_at <= datetime.now(UTC)
    return None if over else contact_of(item.order_id, _statements(item))


def _statements(item: ContactItem) -> Iterator[Statement]:
    if item.placed_at:
        yield _statement_of_before(item)
    for written in item.said or ():
        yield STATEMENT.validate_json(written)


def _statement_of_before(item: ContactItem) -> Statement:
    """Read an item as `order.placed`, the first event of its order, had it written."""
    at = datetime.fromisoformat(item.placed_at or "")
    return Statement(
        version=1,
        at=at,
        placing=Placing(item.reference or item.order_id, at),
        customer=Customer(item.name or "", item.email or "", item.locale),
        lines=LINES.validate_json(item.lines or "[]"),
        currency=item.currency,
    )
