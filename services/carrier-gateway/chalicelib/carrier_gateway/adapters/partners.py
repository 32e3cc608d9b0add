"""The registry of partners in its table; what is read is believed for a minute."""

import time
from collections.abc import Iterable
from dataclasses import asdict

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from chalicelib.carrier_gateway.domain.partner import DAY_S, ID, Partner, Retry, Way
from eventing.tables import bound, held

BELIEVED_S = 60


class PartnerItem(Model):
    """One partner as it was at `version` of its stream; its secrets are elsewhere.

    Older items lack what came later.
    """

    partner_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    way = UnicodeAttribute()
    url = UnicodeAttribute()
    rate_per_second = NumberAttribute()
    read_timeout_s = NumberAttribute()
    deadline_s = NumberAttribute()
    signs = BooleanAttribute()
    answer_within_s = NumberAttribute(default=DAY_S)
    paused = BooleanAttribute(default=False)
    version = NumberAttribute(default=0)
    retry = JSONAttribute(default=dict)
    mapping = JSONAttribute(default=dict)


class PartnersTable:
    """All partners."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(PartnerItem, table_name)
        self._known: dict[str, tuple[float, Partner]] = {}

    def get(self, partner_id: str) -> Partner | None:
        """Return a partner, or None where there is none of this id."""
        read_at, known = self._known.get(partner_id, (0.0, None))
        if known and time.monotonic() - read_at < BELIEVED_S:
            return known
        partner = self.fresh(partner_id)
        if partner:
            self._known[partner_id] = (time.monotonic(), partner)
        return partner

    def fresh(self, partner_id: str) -> Partner | None:
        """Return a partner as it is now, or None where there is none of this id."""
        if not ID.fullmatch(partner_id):
            return None
        try:
            return _partner(self._items.get(partner_id, consistent_read=True))
        except PartnerItem.DoesNotExist:
            return None

    def all(self) -> Iterable[Partner]:
        """Return every partner."""
        return (_partner(item) for item in self._items.scan())

    def put(self, partner: Partner, version: int = 0) -> None:
        """Add or change a partner, unless a later version is there.

        Other processes see it within a minute.
        """
        values = asdict(partner)
        item = self._items(values.pop("id"), version=version, **values)
        not_later = PartnerItem.version.does_not_exist() | (PartnerItem.version <= version)
        held(lambda: item.save(condition=not_later))
        self._known.pop(partner.id, None)


def _partner(item: PartnerItem) -> Partner:
    return Partner(
        id=item.partner_id,
        way=Way(item.way),
        url=item.url,
        kind=item.kind,
        rate_per_second=int(item.rate_per_second),
        read_timeout_s=int(item.read_timeout_s),
        deadline_s=int(item.deadline_s),
        answer_within_s=int(item.answer_within_s),
        signs=item.signs,
        paused=item.paused,
        retry=Retry(**item.retry),
        mapping=item.mapping,
    )
