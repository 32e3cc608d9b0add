"""The contacts table: the one place where this service keeps personal data.

An item holds whom to write to about one order, and what was ordered.
Events, logs and answers of this service hold nothing of it.
An item goes when its time to live is over; whoever must be forgotten earlier is deleted here.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pydantic import TypeAdapter
from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from chalicelib.notifications.domain.contact import Contact, Line
from eventing.row import sortable
from eventing.tables import bound

# From the day of the order, so that an event told again prolongs nothing.
KEPT = timedelta(days=180)
LINES = TypeAdapter(tuple[Line, ...])


class ContactItem(Model):
    """The customer of one order."""

    order_id = UnicodeAttribute(hash_key=True)
    tenant_id = UnicodeAttribute()
    reference = UnicodeAttribute()
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    locale = UnicodeAttribute(null=True)
    lines = UnicodeAttribute()
    currency = UnicodeAttribute()
    total = UnicodeAttribute()
    placed_at = UnicodeAttribute()
    expires_at = TTLAttribute()


class DynamoContacts:
    """Contacts by order, in DynamoDB."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(ContactItem, table_name)

    def keep(self, contact: Contact) -> None:
        """Store the contact of an order."""
        self._items(
            contact.order_id,
            tenant_id=contact.tenant_id,
            reference=contact.reference,
            name=contact.name,
            email=contact.email,
            locale=contact.locale,
            lines=LINES.dump_json(contact.lines).decode(),
            currency=contact.currency,
            total=str(contact.total),
            placed_at=sortable(contact.placed_at),
            expires_at=contact.placed_at + KEPT,
        ).save()

    def find(self, order_id: str) -> Contact | None:
        """Read the contact of an order, strongly consistent; one that is over counts as gone."""
        try:
            item = self._items.get(order_id, consistent_read=True)
        except ContactItem.DoesNotExist:
            return None
        return _contact(item) if item.expires_at > datetime.now(UTC) else None


def _contact(item: ContactItem) -> Contact:
    return Contact(
        order_id=item.order_id,
        tenant_id=item.tenant_id,
        reference=item.reference,
        name=item.name,
        email=item.email,
        locale=item.locale,
        lines=LINES.validate_json(item.lines),
        currency=item.currency,
        total=Decimal(item.total),
        placed_at=datetime.fromisoformat(item.placed_at),
    )
