"""What each tenant's channels want, as an administrator set it."""

import time
from collections.abc import Callable
from decimal import Decimal

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.models import Model

from chalicelib.orders.domain.plan import DEFERRABLE, Plan
from eventing.tables import bound

BELIEVED_S = 60
REMEMBERED = 1000  # a client names its channels as it likes


class ChannelItem(Model):
    """One channel's settings; what is absent is off."""

    tenant_id = UnicodeAttribute(hash_key=True)
    channel = UnicodeAttribute(range_key=True)
    enrichment = UnicodeAttribute(null=True)
    defers = UnicodeSetAttribute(null=True)
    review_above = UnicodeAttribute(null=True)
    tax_document = UnicodeAttribute(null=True)

    @property
    def plan(self) -> Plan:
        """The settings in the domain's words."""
        limit = self.review_above
        return Plan(
            enrichment=self.enrichment,
            defers=tuple(field for field in DEFERRABLE if field in (self.defers or ())),
            review_above=None if limit is None else Decimal(limit),
            tax_document=self.tax_document,
        )


class Channels:
    """The table of settings; what was read is believed for a minute."""

    def __init__(self, table_name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._items = bound(ChannelItem, table_name)
        self._clock = clock
        self._read: dict[tuple[str, str], tuple[float, Plan]] = {}

    def plan(self, tenant_id: str, channel: str) -> Plan:
        """Return what a channel wants; one that was never set goes to shipping at once."""
        key, now = (tenant_id, channel), self._clock()
        until, plan = self._read.get(key, (now, Plan()))
        if until > now:
            return plan
        plan = self._looked_up(tenant_id, channel)
        if len(self._read) >= REMEMBERED:
            self._read.clear()
        self._read[key] = (now + BELIEVED_S, plan)
        return plan

    def of_tenant(self, tenant_id: str) -> dict[str, Plan]:
        """Return the plan of each channel that was set."""
        return {item.channel: item.plan for item in self._items.query(tenant_id)}

    def put(self, tenant_id: str, channel: str, plan: Plan) -> None:
        """Set what a channel wants; orders placed before keep what they were placed with."""
        limit = plan.review_above
        self._items(
            tenant_id,
            channel,
            enrichment=plan.enrichment,
            defers=set(plan.defers) or None,
            review_above=None if limit is None else str(limit),
            tax_document=plan.tax_document,
        ).save()

    def remove(self, tenant_id: str, channel: str) -> None:
        """Let a channel want nothing more."""
        self._items(tenant_id, channel).delete()

    def _looked_up(self, tenant_id: str, channel: str) -> Plan:
        try:
            return self._items.get(tenant_id, channel).plan
        except ChannelItem.DoesNotExist:
            return Plan()
