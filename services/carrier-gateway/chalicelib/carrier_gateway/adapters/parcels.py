"""Which orders have which tracking number, kept for as long as a scan of them may come."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from chalicelib.carrier_gateway.domain.shipping.tracking import LONGEST_JOURNEY, TOLERANCE
from eventing.tables import bound

# A scan may be told a month late, and still finds its parcel.
KEPT = LONGEST_JOURNEY + TOLERANCE + LONGEST_JOURNEY / 4


class ParcelItem(Model):
    """An order that has a tracking number, under `<carrier>#<number>`."""

    parcel = UnicodeAttribute(hash_key=True)
    order_id = UnicodeAttribute(range_key=True)
    expires_at = NumberAttribute()


class ParcelsTable:
    """The tracking numbers of all carriers."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(ParcelItem, table_name)

    def learn(self, carrier: str, number: str, order_id: str, at: datetime) -> None:
        """Note a number for as long as scans may come; noted again, it is kept longer."""
        expires_at = int((at + KEPT).timestamp())
        self._items(f"{carrier}#{number}", order_id, expires_at=expires_at).save()

    def orders(self, carrier: str, number: str, most: int) -> Sequence[str]:
        """Return up to `most` orders that had this number."""
        found = self._items.query(f"{carrier}#{number}", limit=most, consistent_read=True)
        return [item.order_id for item in found]
