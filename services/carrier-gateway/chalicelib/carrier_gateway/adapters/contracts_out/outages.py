"""How a partner's outages are stored, and what each says to the world."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import assert_never

from chalicelib.carrier_gateway.domain.outage import Event, OutageBegan, OutageEnded
from contracts.contract import Contract
from contracts.partner import PartnerOutageBeganV1, PartnerOutageEndedV1
from eventing.language import Language


def published(event: Event, _event_id: str) -> Sequence[Contract]:
    """Return the contract of `event`."""
    match event:
        case OutageBegan():
            return [PartnerOutageBeganV1(**asdict(event))]
        case OutageEnded():
            return [PartnerOutageEndedV1(**asdict(event))]
        case _:
            assert_never(event)


LANGUAGE: Language[Event] = Language(
    context="carrier",
    source="waybill.carrier-gateway",
    stored={"outage-began/1": OutageBegan, "outage-ended/1": OutageEnded},
    contracts=published,
)
