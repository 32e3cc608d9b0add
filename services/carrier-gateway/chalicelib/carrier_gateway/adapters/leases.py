"""One drainer for each partner: a lease is one item, taken and let go by conditional updates."""

from datetime import UTC, datetime
from uuid import uuid4

from pydantic import TypeAdapter
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from chalicelib.carrier_gateway.application.breaker import Health
from chalicelib.carrier_gateway.application.drainer import Hold
from eventing.tables import bound, held

HEALTH = TypeAdapter(Health)
NOBODY = "nobody"


class LeaseItem(Model):
    """Who works for a partner, until when; `knocks` counts who came meanwhile. Times are epochs.

    `former` is who had not let go when it was taken.
    """

    id = UnicodeAttribute(hash_key=True)
    holder = UnicodeAttribute(null=True)
    former = UnicodeAttribute(null=True)
    until = NumberAttribute(null=True)
    knocks = NumberAttribute(null=True)
    next_at = NumberAttribute(null=True)
    health = UnicodeAttribute(null=True)
    died_at = NumberAttribute(null=True)


class LeasesTable:
    """The leases of all partners."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(LeaseItem, table_name)

    def take(self, partner_id: str, now: datetime, until: datetime) -> Hold | None:
        """Hold the lease, or leave a knock with who holds it.

        Raises:
            RuntimeError: it was let go and taken again too often meanwhile; come again.
        """
        for _ in range(3):
            if hold := self._take(partner_id, now, until):
                return hold
            if self._knock(partner_id, now):
                return None
        raise RuntimeError(f"the lease of {partner_id} changed all the time")

    def health(self, partner_id: str) -> Health:
        """Return how a partner answered the last time."""
        try:
            return _health(self._items.get(partner_id))
        except LeaseItem.DoesNotExist:
            return Health()

    def release(self, hold: Hold) -> bool:
        """Let go if nobody knocked since the last look; else forget the knocks and go on."""
        if self._let_go(hold, LeaseItem.knocks == 0):
            return True
        mine = LeaseItem.holder == hold.holder
        return not self._change(hold.partner_id, [LeaseItem.knocks.set(0)], mine)

    def abandon(self, hold: Hold) -> None:
        """Let go, whoever knocked; a lease that went to another stays there."""
        self._let_go(hold, None)

    def _take(self, partner_id: str, now: datetime, until: datetime) -> Hold | None:
        holder = uuid4().hex
        free = LeaseItem.until.does_not_exist() | (LeaseItem.until < now.timestamp())
        mine: list[Action] = [
            LeaseItem.former.set(LeaseItem.holder | NOBODY),
            LeaseItem.holder.set(holder),
            LeaseItem.until.set(until.timestamp()),
            LeaseItem.knocks.set(0),
        ]
        item = self._items(partner_id)
        if not held(lambda: item.update(actions=mine, condition=free)):
            return None
        died_at = _time(item.died_at) if item.former == NOBODY else now
        return Hold(partner_id, holder, _time(item.next_at) or now, _health(item), died_at)

    def _knock(self, partner_id: str, now: datetime) -> bool:
        taken = LeaseItem.until >= now.timestamp()
        return self._change(partner_id, [LeaseItem.knocks.add(1)], taken)

    def _let_go(self, hold: Hold, also: Condition | None) -> bool:
        mine = LeaseItem.holder == hold.holder
        actions: list[Action] = [
            LeaseItem.holder.remove(),
            LeaseItem.until.remove(),
            LeaseItem.next_at.set(hold.next_at.timestamp()),
            LeaseItem.health.set(HEALTH.dump_json(hold.health).decode()),
        ]
        if hold.died_at:
            actions.append(LeaseItem.died_at.set(hold.died_at.timestamp()))
        return self._change(hold.partner_id, actions, mine if also is None else mine & also)

    def _change(self, partner_id: str, actions: list[Action], condition: Condition) -> bool:
        item = self._items(partner_id)
        return held(lambda: item.update(actions=actions, condition=condition))


def _time(epoch: float | None) -> datetime | None:
    return datetime.fromtimestamp(epoch, UTC) if epoch else None


def _health(item: LeaseItem) -> Health:
    return HEALTH.validate_json(item.health) if item.health else Health()
