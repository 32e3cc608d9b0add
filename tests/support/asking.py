"""The requests that partners get, each from the event of an order that leads to it."""

import json
from typing import Any

from chalicelib.carrier_gateway.adapters import events_in
from chalicelib.carrier_gateway.application.errands import Errand
from eventing.consumer import delivery_of
from tests.support.conversations import World
from tools.contracts.schema import SCHEMAS

ASKS = {
    "shipment": "order.ready_to_ship.v1",
    "cancellation": "order.ready_to_ship.v1",
    "tax-document": "order.tax_document_requested.v1",
    "enrichment": "order.enrichment_requested.v1",
}


def errand(name: str, example: str = "full") -> Errand[Any]:
    """Return the errand to which an example of the event leads."""
    context, fact, _ = ASKS[name].split(".")
    said = json.loads((SCHEMAS / context / fact / "examples" / f"{example}.json").read_text())
    world, partner = World(), said["data"].get("partner", "acme")
    _tell(world, ASKS[name], {**said, "data": said["data"] | {"carrier": partner}})
    if name == "cancellation":
        world.drain()
        world.cancel(said["data"]["order_id"])
    (due,) = world.all.due(f"calls:{partner}", world.time.now(), 10)
    return world.errand(due)


def _tell(world: World, detail_type: str, detail: Any) -> None:
    handlers = events_in.handlers(world.conversations, world.inquiries, lambda _: None)
    event = {"source": "waybill.orders", "detail-type": detail_type, "detail": detail}
    handlers[detail_type](delivery_of(json.dumps(event)))
