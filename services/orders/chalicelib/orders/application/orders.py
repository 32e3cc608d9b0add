"""The use cases: place, cancel, stop and read an order for its client; record what others say."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from chalicelib.orders.domain.commands import CancelOrder, Command, PlaceOrder, RaiseException
from chalicelib.orders.domain.details import OrderDetails
from chalicelib.orders.domain.events import Event
from chalicelib.orders.domain.order import ORDER, Order, OrderUnknown
from chalicelib.orders.domain.plan import Plan
from eventing.handle import Outcome, handle
from eventing.store import EventStore
from eventing.stream import Provenance, Stream

# Other streams, such as that of the audit, and what no table takes as a key, are no orders.
ORDER_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks; `namespace` is the tenant's own UUID, from which its order ids are derived."""

    tenant_id: str
    namespace: str
    actor: str


@dataclass(frozen=True, slots=True)
class Cause:
    """The published event a command follows from."""

    event_id: str
    tenant_id: str
    actor: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a client says of an order that a system of its stopped; see `RaiseException`."""

    stage: str | None
    code: str
    message: str
    retryable: bool


def no_stages(_tenant_id: str, _channel: str) -> Plan:
    """Return the plan of a channel without settings."""
    return Plan()


@dataclass(frozen=True, slots=True)
class Orders:
    """All orders; `clock` gives the time of each decision.

    `plan_of` gives what a tenant's channel wants now; what it gave when an order was placed
    stands for the whole of that order's life.
    """

    store: EventStore[Event]
    clock: Callable[[], datetime]
    plan_of: Callable[[str, str], Plan] = no_stages

    def place(
        self, details: OrderDetails, client: Client, key: str | None, said: str
    ) -> tuple[str, Outcome[Order, Event]]:
        """Take an order and return its id; the same one again is answered as at first.

        An external id alone decides which order it is, else the idempotency key `key` does.
        `said` is what the client itself sent, by which a repeat is told from another order:
        without what we filled in, since that may change meanwhile.

        Raises:
            OrderIncomplete: fields are missing that the channel does not leave to an enrichment.
        """
        name = f"external:{details.external_id}" if details.external_id else f"key:{key}"
        order_id = str(uuid5(UUID(client.namespace), name))
        provenance = self._asked(f"place:{order_id}", order_id, client, said)
        plan = self.plan_of(client.tenant_id, details.channel)
        # What is refused now may have been taken before: a repeat must be known before that.
        known: Stream[Event] = self.store.read(order_id) if details.missing else Stream(order_id)
        return order_id, self._run(PlaceOrder(details, provenance.at, plan), provenance, known)

    def cancel(
        self, order_id: str, reason: str | None, client: Client, key: str
    ) -> Outcome[Order, Event]:
        """Call an order off before it ships.

        Raises:
            OrderUnknown: the client has no such order.
            OrderNotCancellable: it has gone too far.
        """
        stream = self.stream(order_id, client)
        provenance = self._asked(f"cancel:{key}", order_id, client, reason or "")
        return self._run(CancelOrder(reason), provenance, stream)

    def stop(self, order_id: str, said: Said, client: Client, key: str) -> Outcome[Order, Event]:
        """Bring an open order into exception, for a system of the client's.

        Raises:
            OrderUnknown: the client has no such order.
            OrderNotOpen: it is closed, or in exception already.
        """
        stream = self.stream(order_id, client)
        provenance = self._asked(f"exception:{key}", order_id, client, repr(said))
        command = RaiseException(said.stage, said.code, said.message, said.retryable, provenance.at)
        return self._run(command, provenance, stream)

    def stream(self, order_id: str, client: Client, *, up_to: int | None = None) -> Stream[Event]:
        """Return what happened to a client's order, until version `up_to` if given.

        Raises:
            OrderUnknown: there is none, or it is another tenant's.
        """
        return self._stream(order_id, client.tenant_id, up_to=up_to)

    def record(self, order_id: str, command: Command, cause: Cause) -> None:
        """Tell an order what another context says; told again, it changes nothing.

        Raises:
            OrderUnknown: there is no such order of this tenant.
        """
        provenance = Provenance(
            command_id=cause.event_id,
            fingerprint="",
            tenant_id=cause.tenant_id,
            correlation_id=order_id,
            causation_id=cause.event_id,
            actor=cause.actor,
            at=self.clock(),
        )
        self._run(command, provenance, self._stream(order_id, cause.tenant_id))

    def order(self, order_id: str, tenant_id: str) -> Order:
        """Return a tenant's order as it stands.

        Raises:
            OrderUnknown: there is no such order of this tenant.
        """
        return ORDER.replay(self._stream(order_id, tenant_id).events)

    def _stream(self, order_id: str, tenant_id: str, *, up_to: int | None = None) -> Stream[Event]:
        if not ORDER_ID.fullmatch(order_id):
            raise OrderUnknown
        stream = self.store.read(order_id, up_to=up_to)
        if {commit.provenance.tenant_id for commit in stream.commits} != {tenant_id}:
            raise OrderUnknown
        return stream

    def _asked(self, command_id: str, order_id: str, client: Client, said: str) -> Provenance:
        return Provenance(
            command_id=command_id,
            fingerprint=_fingerprint(client.namespace, said),
            tenant_id=client.tenant_id,
            correlation_id=order_id,
            causation_id=command_id,
            actor=client.actor,
            at=self.clock(),
        )

    def _run(
        self, command: Command, provenance: Provenance, stream: Stream[Event]
    ) -> Outcome[Order, Event]:
        return handle(command, provenance, stream=stream, decider=ORDER, store=self.store)


def _fingerprint(namespace: str, said: str) -> str:
    """Hash what was said under the tenant's secret namespace, so that hashes tell nothing."""
    return hmac.digest(namespace.encode(), said.encode(), "sha256").hex()
