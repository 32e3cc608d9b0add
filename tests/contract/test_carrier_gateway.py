"""What the gateway says keeps the contracts, and what it listens to is understood."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.carrier_gateway.adapters import events_in, undelivered
from chalicelib.carrier_gateway.adapters.contracts_out import LANGUAGE, shipping
from chalicelib.carrier_gateway.domain.consignment import Address, Consignment, Line
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.scan import ParcelScanned, Scan, Status
from chalicelib.carrier_gateway.domain.shipping.events import (
    CancellationAnswered,
    CancellationRequested,
    Event,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ShipmentAccepted,
    ShipmentFailed,
    ShipmentRequested,
    ShipmentTaken,
)
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from eventing.consumer import UnexpectedEvent, delivery_of
from eventing.language import metadata_of
from eventing.stream import Commit, Provenance
from tests.support.contract import assert_valid
from tests.support.conversations import (
    CANCELLED,
    CONSIGNMENT,
    GLOBEX,
    NOON,
    ORDER_ID,
    READY,
    TALK,
    TENANT,
    World,
)
from tools.services import ROOT
from tools.template import fragment, read

LEAST = Consignment(
    Address("Bo", "1 Harbour Road", "Cork", "T12", "IE"), (Line("TEA", 1, "1"),), "EUR", "1"
)
SEEN = ("1Z-9", "customs.hold", "Dover, GB", "Arrived at the hub.")
EVENTS: list[tuple[Event, str]] = [
    (
        ShipmentRequested("acme", Way.SIGNED, "cb-1", READY, CONSIGNMENT),
        "carrier.shipment_requested.v1",
    ),
    (
        ShipmentRequested("globex", Way.API_DESTINATION, "cb-1", READY, LEAST, NOON),
        "carrier.shipment_requested.v1",
    ),
    (ShipmentTaken("acme", READY, NOON), "partner.task_taken.v1"),
    (ShipmentAccepted("acme", READY, "label printed", "1Z-9"), "carrier.shipment_accepted.v1"),
    (ShipmentAccepted("acme", READY, "ACCEPTED", None), "carrier.shipment_accepted.v1"),
    (OrderShipped("acme", READY, NOON, "1Z-9"), "carrier.order_shipped.v1"),
    (OrderShipped("acme", READY, NOON, None), "carrier.order_shipped.v1"),
    (OrderDelivered("acme", READY, NOON), "carrier.order_delivered.v1"),
    (
        ParcelScanned("acme", READY, Scan(Status.IN_TRANSIT, NOON, *SEEN), "3b241101"),
        "carrier.tracking_updated.v1",
    ),
    (
        ParcelScanned("acme", READY, Scan(Status.UNKNOWN, NOON), "3b241101"),
        "carrier.tracking_updated.v1",
    ),
    (ShipmentFailed("acme", READY, "refused", "No.", False), "carrier.shipment_failed.v1"),
    (
        CancellationRequested("acme", Way.SIGNED, CANCELLED),
        "carrier.cancellation_requested.v1",
    ),
    *(
        (
            CancellationAnswered("acme", CANCELLED, outcome, message),
            "carrier.cancellation_answered.v1",
        )
        for outcome in Outcome
        for message in ("The carrier answered 422.", None)
    ),
]
PROVENANCE = Provenance("c", "", TENANT, ORDER_ID, READY, "system:carrier-gateway", NOON)
SCHEMAS = ROOT / "schemas"
GOLDEN = sorted((ROOT / "tests/golden/carrier-gateway").glob("*.json"))


def examples(*facts: str) -> list[Path]:
    return [path for fact in facts for path in sorted((SCHEMAS / fact / "examples").glob("*"))]


@pytest.mark.parametrize(("event", "detail_type"), EVENTS)
def test_every_stored_event_is_one_valid_contract(event, detail_type):
    (message,) = LANGUAGE.messages_of(event, metadata_of(TALK, 1, PROVENANCE))
    assert message.detail_type == detail_type
    assert message.data["order_id"] == ORDER_ID
    assert_valid(detail_type, message.detail)


def test_every_event_that_is_stored_is_tried_here():
    stored = {name for name in shipping.LANGUAGE.codec.names if not name.startswith("audit")}
    assert len(stored) == len({type(event) for event, _ in EVENTS})


@pytest.mark.parametrize("event", [event for event, _ in EVENTS])
def test_every_event_is_read_back_as_it_was_stored(event):
    world = World()
    world.store.append(Commit(TALK, 1, (event,), PROVENANCE))
    assert world.store.read(TALK).events == [event]


# What is stored once is read for ever: these files are added to, never edited.


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_was_ever_stored_is_read_and_says_what_it_always_said(path):
    golden = json.loads(path.read_text())
    event = LANGUAGE.codec.decode_one(*golden["stored"])
    (message,) = LANGUAGE.messages_of(event, metadata_of(TALK, 1, PROVENANCE))
    assert (message.detail_type, message.data) == (golden["detail_type"], golden["data"])


@pytest.mark.parametrize("event", [event for event, _ in EVENTS])
def test_what_is_written_today_has_a_golden_file(event):
    (written,) = json.loads(LANGUAGE.codec.encode([event]))
    assert written in [json.loads(path.read_text())["stored"] for path in GOLDEN]


def test_a_request_names_its_task():
    (message,) = LANGUAGE.messages_of(EVENTS[0][0], metadata_of(TALK, 1, PROVENANCE))
    assert message.data["task_type"] == "ORDER_SHIPPING_SERVICE"


def test_only_the_request_holds_personal_data():
    for event, detail_type in EVENTS:
        (message,) = LANGUAGE.messages_of(event, metadata_of(TALK, 1, PROVENANCE))
        holds = "Lindengasse" in message.detail_json or "Harbour" in message.detail_json
        assert holds is (detail_type == "carrier.shipment_requested.v1")


@pytest.mark.parametrize(
    "path", examples("order/ready_to_ship", "order/cancelled"), ids=lambda path: path.stem
)
def test_every_example_is_understood(path):
    detail = json.loads(path.read_text())
    world, woken = World(), []
    handlers = events_in.handlers(world.conversations, world.inquiries, woken.append)
    detail_type = ".".join(path.parts[-4:-2]) + ".v1"
    handlers[detail_type](delivery("waybill.orders", detail_type, detail))
    stream = world.store.read(stream_of(detail["data"]["order_id"], Task.SHIPPING))
    assert stream.commits[0].provenance.causation_id == detail["metadata"]["event_id"]
    assert stream.commits[0].provenance.tenant_id == detail["metadata"]["tenant_id"]


@pytest.mark.parametrize("path", examples("carrier/shipment_requested"), ids=lambda p: p.stem)
def test_every_request_that_comes_back_undelivered_is_understood(path):
    detail = json.loads(path.read_text())
    detail["data"]["way"] = "api_destination"
    assert brought_back(detail).kinds(detail["data"]["order_id"])[1:] == ["ShipmentFailed"]


def test_a_request_that_the_bus_was_never_to_deliver_does_not_come_back():
    (example,) = [p for p in examples("carrier/shipment_requested") if p.stem == "full"]
    detail = json.loads(example.read_text())
    assert detail["data"]["way"] == "signed"
    with pytest.raises(UnexpectedEvent, match="signed"):
        brought_back(detail)


def test_only_rules_of_carriers_bring_back_what_they_could_not_deliver():
    gateway = fragment("carrier-gateway", "dev")["Resources"]
    (statement,) = gateway["UndeliveredPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    lets_in = statement["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Sub"].rpartition(":")[2]
    carrier = read(ROOT / "services/carrier-gateway/infra/api-destination.yaml")["Resources"]
    name = carrier["Rule"]["Properties"]["Name"]["Fn::Sub"].replace("${Partner}", "*")
    assert lets_in == f"rule/waybill-${{Stage}}/{name}"


def brought_back(detail):
    """The world after a request came back from the dead-letter queue."""
    world, data = World(), detail["data"]
    world.partners["basic"] = replace(GLOBEX, id="basic")
    world.request(data["order_id"], data["carrier"])
    handlers = undelivered.handlers(world.conversations.desk, {})
    detail_type = "carrier.shipment_requested.v1"
    handlers[detail_type](delivery("waybill.carrier-gateway", detail_type, detail))
    return world


def delivery(source, detail_type, detail):
    return delivery_of(json.dumps({"source": source, "detail-type": detail_type, "detail": detail}))
