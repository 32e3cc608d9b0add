"""How changes of the registry are stored, and what each says to the world."""

from collections.abc import Sequence

from chalicelib.carrier_gateway.domain.registry import PartnerChanged
from contracts.contract import Contract
from contracts.partner import PartnerChangedV1
from eventing.language import Language


def published(event: PartnerChanged, _event_id: str) -> Sequence[Contract]:
    """Return the contract of a change: that there was one, not what the entry holds."""
    return [
        PartnerChangedV1(
            partner=event.entry.id,
            change=event.change.value,
            by=event.by,
            reason=event.reason,
        )
    ]


LANGUAGE: Language[PartnerChanged] = Language(
    context="carrier",
    source="waybill.carrier-gateway",
    stored={"partner-changed/1": PartnerChanged},
    contracts=published,
)
