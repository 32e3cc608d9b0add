"""How all that the gateway keeps is stored and published: each aggregate in a module of its own."""

from typing import Any

from chalicelib.carrier_gateway.adapters.contracts_out import (
    inquiries,
    outages,
    registry,
    shipping,
    webhooks,
)
from eventing.language import Language, joined

# One table and one pipe for all: a new aggregate adds its own LANGUAGE here.
LANGUAGE: Language[Any] = joined(
    registry.LANGUAGE,
    outages.LANGUAGE,
    shipping.LANGUAGE,
    inquiries.LANGUAGE,
    webhooks.LANGUAGE,
)
