"""How conversations about shipping are stored, and what each stored event says to the world."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import assert_never

from chalicelib.carrier_gateway.domain.scan import ParcelScanned
from chalicelib.carrier_gateway.domain.shipping import events
from chalicelib.carrier_gateway.domain.shipping.events import Event
from chalicelib.carrier_gateway.domain.task import Task, subject_of
from contracts import carrier as contracts
from contracts.contract import Contract
from contracts.partner import PartnerTaskTakenV1
from contracts.parts import Address, Line
from eventing.language import Language


def published(event: Event, event_id: str) -> Sequence[Contract]:
    """Return the contract of `event`, one for each live major version."""
    order_id, task = subject_of(event_id)
    match event:
        case events.ShipmentRequested():
            return [_requested(order_id, task, event)]
        case events.ShipmentTaken(carrier, answers, answer_by):
            return [
                PartnerTaskTakenV1(
                    order_id=order_id,
                    task_type=task,
                    partner=carrier,
                    answers=answers,
                    answer_by=answer_by,
                )
            ]
        case ParcelScanned(carrier, answers, scan, webhook_id):
            return [
                contracts.CarrierTrackingUpdatedV1(
                    order_id=order_id,
                    carrier=carrier,
                    answers=answers,
                    webhook_id=webhook_id,
                    **asdict(scan),
                )
            ]
        case events.CancellationRequested(carrier, _, answers):
            return [
                contracts.CarrierCancellationRequestedV1(
                    order_id=order_id, carrier=carrier, answers=answers
                )
            ]
        case events.CancellationAnswered(carrier, answers, outcome, message):
            return [
                contracts.CarrierCancellationAnsweredV1(
                    order_id=order_id,
                    carrier=carrier,
                    answers=answers,
                    outcome=outcome.value,
                    message=message,
                )
            ]
        case _:
            return [_answer(order_id, event)]


def _requested(order_id: str, task: Task, event: events.ShipmentRequested) -> Contract:
    consignment = event.consignment
    return contracts.CarrierShipmentRequestedV1(
        order_id=order_id,
        external_id=consignment.external_id,
        carrier=event.carrier,
        way=event.way.value,
        callback_id=event.callback_id,
        task_type=task,
        answers=event.answers,
        ship_to=Address(**asdict(consignment.ship_to)),
        lines=[Line(**asdict(line)) for line in consignment.lines],
        currency=consignment.currency,
        total=consignment.total,
        dispatch_by=consignment.dispatch_by,
    )


def _answer(
    order_id: str,
    event: events.ShipmentAccepted
    | events.OrderShipped
    | events.OrderDelivered
    | events.ShipmentFailed,
) -> Contract:
    said = {"order_id": order_id, **asdict(event)}
    match event:
        case events.ShipmentAccepted():
            return contracts.CarrierShipmentAcceptedV1(**said)
        case events.OrderShipped():
            return contracts.CarrierOrderShippedV1(**said)
        case events.OrderDelivered():
            return contracts.CarrierOrderDeliveredV1(**said)
        case events.ShipmentFailed():
            return contracts.CarrierShipmentFailedV1(**said)
        case _:
            assert_never(event)


LANGUAGE: Language[Event] = Language(
    context="carrier",
    source="waybill.carrier-gateway",
    # The stored names are ours for ever; the classes may be renamed or moved.
    stored={
        "shipment-requested/1": events.ShipmentRequested,
        "shipment-taken/1": events.ShipmentTaken,
        "shipment-accepted/1": events.ShipmentAccepted,
        "order-shipped/1": events.OrderShipped,
        "order-delivered/1": events.OrderDelivered,
        "parcel-scanned/1": ParcelScanned,
        "shipment-failed/1": events.ShipmentFailed,
        "cancellation-requested/1": events.CancellationRequested,
        "cancellation-answered/1": events.CancellationAnswered,
    },
    contracts=published,
)
