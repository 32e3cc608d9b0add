"""The use cases: hand an order to its carrier, take it back, and record what carriers say."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.carrier_gateway.domain.commands import (
    CancelShipment,
    Command,
    ConfirmDelivery,
    ConfirmShipment,
    RequestShipment,
)
from chalicelib.carrier_gateway.domain.consignment import Consignment
from chalicelib.carrier_gateway.domain.conversation import (
    CONVERSATION,
    Conversation,
    ConversationUnknown,
)
from chalicelib.carrier_gateway.domain.events import (
    CancellationRequested,
    Event,
    ShipmentRequested,
)
from chalicelib.carrier_gateway.domain.partner import CARRIER, Partner, Way
from eventing.handle import Outcome, handle
from eventing.store import EventStore
from eventing.stream import Due, Provenance, Stream

SHIPPING = "ORDER_SHIPPING_SERVICE"
SYSTEM = "system:carrier-gateway"

Told = Outcome[Conversation, Event]


class Partners(Protocol):
    """The registry of partners."""

    def get(self, partner_id: str) -> Partner | None:
        """Return a partner, or None where there is none of this id."""
        ...


@dataclass(frozen=True, slots=True)
class Cause:
    """What a command follows from: `event_id` also names the command, so repeats are known."""

    event_id: str
    tenant_id: str
    actor: str = SYSTEM


@dataclass(frozen=True, slots=True)
class Conversations:
    """All conversations about shipping; `clock` gives the time of each decision."""

    store: EventStore[Event]
    partners: Partners
    clock: Callable[[], datetime]

    def request(self, order_id: str, carrier: str, consignment: Consignment, cause: Cause) -> Told:
        """Have `carrier` asked to ship; a carrier that nobody knows is a failed shipment."""
        partner = self.partners.get(carrier)
        way = partner.way if partner and partner.kind == CARRIER else None
        command = RequestShipment(carrier, way, cause.event_id, consignment)
        return self.record(command, cause, Stream(stream_id(order_id)))

    def cancel(self, order_id: str, carrier: str, cause: Cause) -> Told:
        """See to it that a cancelled order is not shipped, even if it is asked for later."""
        command = CancelShipment(carrier, cause.event_id)
        return self.record(command, cause, self.store.read(stream_id(order_id)))

    def confirm(self, order_id: str, command: ConfirmShipment | ConfirmDelivery) -> Told:
        """Take what a carrier says of a parcel; said again, it changes nothing.

        The command is named after what is said, so a repeat is known by its content, whatever
        message brings it.

        Raises:
            ConversationUnknown: the order was not given to this carrier.
        """
        stream = self.store.read(stream_id(order_id))
        if not stream.commits:
            raise ConversationUnknown
        tenant_id = stream.commits[0].provenance.tenant_id
        cause = Cause(_named(command), tenant_id, f"partner:{command.partner}")
        return self.record(command, cause, stream)

    def record(
        self, command: Command, cause: Cause, stream: Stream[Event], *, name: str = ""
    ) -> Told:
        """Run `command` on what is known of its conversation; `name` names it, else its cause."""
        provenance = Provenance(
            command_id=name or cause.event_id,
            fingerprint="",
            tenant_id=cause.tenant_id,
            correlation_id=order_of(stream.stream_id),
            causation_id=cause.event_id,
            actor=cause.actor,
            at=self.clock(),
        )
        return handle(
            command,
            provenance,
            stream=stream,
            decider=CONVERSATION,
            store=self.store,
            due=lambda events: call_due(events, provenance.at),
        )


def stream_id(order_id: str) -> str:
    """Name the conversation about shipping an order."""
    return f"{order_id}:{SHIPPING}"


def order_of(stream: str) -> str:
    """Return the order that a conversation is about."""
    return stream.partition(":")[0]


def agenda_of(partner_id: str) -> str:
    """Name the list in which a partner's calls wait."""
    return f"calls:{partner_id}"


def call_due(events: Sequence[Event], at: datetime) -> Due | None:
    """Return the call that `events` make due: the gateway itself calls on the signed way only."""
    for event in events:
        if isinstance(event, ShipmentRequested | CancellationRequested) and event.way is Way.SIGNED:
            return Due(agenda_of(event.carrier), at)
    return None


def _named(command: ConfirmShipment | ConfirmDelivery) -> str:
    """Name a confirmation after what it says."""
    kind = "confirm-shipment" if isinstance(command, ConfirmShipment) else "confirm-delivery"
    said = json.dumps(asdict(command), default=str, sort_keys=True)
    return f"{kind}:{hashlib.sha256(said.encode()).hexdigest()[:32]}"
