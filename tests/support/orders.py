"""One order's story, in commands and events, for every test that needs an order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from chalicelib.orders.domain.commands import (
    CancelOrder,
    PlaceOrder,
    RaiseException,
    RecordAcceptance,
    RecordDelivery,
    RecordReturn,
    RecordShipment,
    RecordStageFailure,
)
from chalicelib.orders.domain.details import Address, Customer, Line, OrderDetails
from chalicelib.orders.domain.events import (
    ExceptionRaised,
    Fact,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    OrderReadyToShip,
    OrderShipped,
    ShipmentAccepted,
)
from chalicelib.orders.domain.plan import Stage
from eventing.stream import Commit, Provenance

ORDER_ID = "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"
OTHER_ID = "5e1d9a42-3c7b-5f06-8a1e-b94c20d7e385"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ASKED = 2  # the version of order.ready_to_ship

DETAILS = OrderDetails(
    customer=Customer("Ann Example", "ann@example.com", "en-GB"),
    ship_to=Address("Ann Example", "Main Road 1", "Vienna", "1010", "AT", "Door 7", "Vienna"),
    lines=(Line("tea", 2, Decimal("19.90"), "Green tea"), Line("cup", 1, Decimal(5))),
    currency="EUR",
    carrier="acme",
    channel="web",
    external_id="shop-4711",
    dispatch_by=NOON + timedelta(days=2),
    notes="Ring twice,\nplease.",
)
BARE_DETAILS = OrderDetails(
    customer=Customer("Bob", "bob@example.com"),
    ship_to=Address("Bob", "Side Road 2", "Graz", "8010", "AT"),
    lines=(Line("tea", 1, Decimal("0.5")),),
    currency="EUR",
    carrier="acme",
    channel="api",
)

SAID_AT = NOON + timedelta(hours=46)
SAID_SHIPPED = Fact(
    "carrier.order_shipped.v1",
    "conversation#3",
    {"order_id": ORDER_ID, "shipped_at": "2026-11-20T16:00:00.000Z", "tracking_number": "1Z-9"},
)
SAID_DELIVERED = Fact(
    "carrier.order_delivered.v1",
    "conversation#4",
    {"order_id": ORDER_ID, "delivered_at": "2026-11-22T09:00:00.000Z"},
)

PLACE = PlaceOrder(DETAILS, NOON)
CANCEL = CancelOrder("changed my mind")
ACCEPT = RecordAcceptance(ASKED, "label printed", "1Z-9")
SHIP = RecordShipment(ASKED, NOON + timedelta(hours=4), "1Z-9", SAID_SHIPPED, SAID_AT)
DELIVER = RecordDelivery(ASKED, NOON + timedelta(hours=45), SAID_DELIVERED, SAID_AT)
RETURN = RecordReturn(ASKED, SAID_AT)
FAIL = RecordStageFailure(
    ASKED, Stage.SHIPPING, "address_refused", "The carrier does not deliver there.", True, SAID_AT
)
RAISE = RaiseException(None, "fraud", "The payment is in doubt.", False, SAID_AT)

PLACED = OrderPlaced(DETAILS, NOON)
READY = OrderReadyToShip(DETAILS.consignment)
ACCEPTED = ShipmentAccepted("acme", "label printed", "1Z-9")
SHIPPED = OrderShipped("acme", SHIP.shipped_at, "1Z-9")
DELIVERED = OrderDelivered("acme", DELIVER.delivered_at)
CANCELLED = OrderCancelled("acme", "changed my mind")
FAILED = ExceptionRaised("shipping", FAIL.code, FAIL.message, True, None, SAID_AT)
RETURNED = ExceptionRaised(
    "delivery",
    "returned_to_sender",
    "The parcel is on its way back to its sender.",
    False,
    None,
    SAID_AT,
)


def raised(stage: str) -> ExceptionRaised:
    """Return what a system of the client's saying `RAISE` in this stage leads to."""
    return ExceptionRaised(stage, RAISE.code, RAISE.message, False, None, SAID_AT, by_client=True)


def contradiction(code: str) -> ExceptionRaised:
    """Return the exception that a fact against the state leads to."""
    what, _, when = code.partition("_")
    words = {
        "after_cancellation": "after all",
        "while_in_exception": "meanwhile",
        "for_former_request": "on a former request",
    }[when]
    fact = {"shipped": SAID_SHIPPED, "delivered": SAID_DELIVERED}[what]
    return ExceptionRaised(
        "shipping", code, f"The parcel was {what} {words}.", False, fact, SAID_AT
    )


def provenance(command_id: str = "place", **changed: Any) -> Provenance:
    values: dict[str, Any] = {
        "command_id": command_id,
        "fingerprint": "f",
        "tenant_id": "demo",
        "correlation_id": ORDER_ID,
        "causation_id": command_id,
        "actor": "client:demo",
        "at": NOON,
    }
    return Provenance(**(values | changed))


def commit(
    *events: Any, version: int = 1, stream_id: str = ORDER_ID, **changed: Any
) -> Commit[Any]:
    """Build a commit; its command is called after its place unless told otherwise."""
    values = {"command_id": f"{stream_id}/{version}"} | changed
    return Commit(stream_id, version, events, provenance(**values))


OPENING = commit(PLACED, READY)
