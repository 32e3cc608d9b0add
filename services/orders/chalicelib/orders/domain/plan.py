"""What an order passes before shipping, by the settings of its channel when it was placed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

DEFERRABLE = ("customer", "ship_to", "lines")


class PlanInvalid(ValueError):
    """These settings cannot be meant; the message says why."""


class Stage(StrEnum):
    """Where in its life an order is, or stopped."""

    ENRICHMENT = "enrichment"
    REVIEW = "review"
    TAX_DOCUMENT = "tax_document"
    SHIPPING = "shipping"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Plan:
    """Which stages a channel's orders pass; the empty plan goes to shipping at once.

    `enrichment` and `tax_document` name the partner asked, `defers` the fields that orders may
    leave to the enrichment, `review_above` the total, in the order's own currency, above which a
    person looks at it first.
    """

    enrichment: str | None = None
    defers: tuple[str, ...] = ()
    review_above: Decimal | None = None
    tax_document: str | None = None

    def __post_init__(self) -> None:
        """Refuse to defer to nobody, or what cannot be deferred."""
        if unknown := set(self.defers) - set(DEFERRABLE):
            raise PlanInvalid(f"{', '.join(sorted(unknown))}: only {DEFERRABLE} can be deferred")
        if self.defers and not self.enrichment:
            raise PlanInvalid("fields are deferred to an enrichment: name its partner")

    def may_lack(self, field: str) -> bool:
        """Tell whether an order may be placed without `field`; a currency goes with its lines."""
        return {"currency": "lines"}.get(field, field) in self.defers
