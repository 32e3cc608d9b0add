"""The log of attempts in its table, where it is forgotten after two weeks."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from chalicelib.carrier_gateway.application.attempts import Attempt
from eventing.row import sortable
from eventing.tables import bound

KEPT = timedelta(days=14)


class ByPartner(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The attempts of one partner, by time."""

    class Meta:
        """Where it lies."""

        index_name = "by_partner"
        projection = AllProjection()

    partner_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class AttemptItem(Model):
    """One attempt; `id` begins with its time, and parts those of one moment."""

    order_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    partner_id = UnicodeAttribute()
    at = UnicodeAttribute()
    purpose = UnicodeAttribute()
    method = UnicodeAttribute()
    path = UnicodeAttribute()
    idempotency_key = UnicodeAttribute()
    size = NumberAttribute()
    duration_ms = NumberAttribute()
    status = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    answer = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()

    by_partner = ByPartner()


class AttemptsTable:
    """All attempts of two weeks."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(AttemptItem, table_name)

    def record(self, attempt: Attempt) -> None:
        """Keep an attempt."""
        at = sortable(attempt.at)
        values = asdict(attempt) | {"at": at, "expires_at": _epoch(attempt.at + KEPT)}
        self._items(id=f"{at}#{uuid4().hex[:8]}", **values).save()

    def newest(
        self, partner_id: str, *, order_id: str | None, before: datetime | None, limit: int
    ) -> Sequence[Attempt]:
        """Return a partner's attempts, the newest first; of one order, or all."""
        earlier = AttemptItem.id < sortable(before) if before else None
        if order_id is None:
            found: Iterable[Any] = self._items.by_partner.query(
                partner_id, earlier, scan_index_forward=False, limit=limit
            )
        else:
            found = self._items.query(
                order_id,
                earlier,
                filter_condition=AttemptItem.partner_id == partner_id,
                scan_index_forward=False,
                limit=limit,
            )
        return [_attempt(item) for item in found]


def _attempt(item: AttemptItem) -> Attempt:
    values = {name: getattr(item, name) for name in Attempt.__dataclass_fields__}
    numbers = ("size", "duration_ms", "status")
    whole = {name: None if values[name] is None else int(values[name]) for name in numbers}
    return Attempt(**values | whole | {"at": datetime.fromisoformat(item.at)})


def _epoch(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())
