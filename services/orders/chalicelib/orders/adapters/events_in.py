"""What orders listen to, and the command that each event becomes."""

from collections.abc import Callable
from dataclasses import replace

from pydantic import ValidationError

from chalicelib.orders.adapters.failures_in import FAILURES
from chalicelib.orders.adapters.http_in import CorrectionsBody, EnrichmentBody, amendment
from chalicelib.orders.adapters.questions_in import asked, cause_of, fact, position, said_at
from chalicelib.orders.application.failures import Desk, StageFailure
from chalicelib.orders.application.orders import Orders
from chalicelib.orders.domain.commands import (
    Command,
    RecordAcceptance,
    RecordDelivery,
    RecordEnrichment,
    RecordReturn,
    RecordReview,
    RecordShipment,
    RecordStageFailure,
    RecordTaxDocument,
    ResolveException,
)
from chalicelib.orders.domain.details import Document
from chalicelib.orders.domain.events import Resolution
from chalicelib.orders.domain.plan import Stage
from chalicelib.orders.domain.stages import INVALID_ANSWER
from contracts import carrier, operator, partner, tax
from eventing.consumer import Delivery, Handlers
from eventing.fields import fields_of


def _acceptance(delivery: Delivery) -> Command:
    said = carrier.CarrierShipmentAcceptedV1.model_validate(delivery.data)
    return RecordAcceptance(asked(said), said.shipping_status, said.tracking_number)


def _shipment(delivery: Delivery) -> Command:
    said = carrier.CarrierOrderShippedV1.model_validate(delivery.data)
    return RecordShipment(
        asked(said), said.shipped_at, said.tracking_number, fact(delivery), said_at(delivery)
    )


def _delivered(delivery: Delivery) -> Command:
    said = carrier.CarrierOrderDeliveredV1.model_validate(delivery.data)
    return RecordDelivery(asked(said), said.delivered_at, fact(delivery), said_at(delivery))


def _scan(delivery: Delivery) -> Command | None:
    """Only a return concerns the order; the rule lets no other scan through."""
    said = carrier.CarrierTrackingUpdatedV1.model_validate(delivery.data)
    returned = said.status == "return_to_sender"
    return RecordReturn(asked(said), said.occurred_at) if returned else None


def _enrichment(delivery: Delivery) -> Command:
    said = partner.PartnerEnrichmentCompletedV1.model_validate(delivery.data)
    answers, at = asked(said), said_at(delivery)
    try:
        body = EnrichmentBody.model_validate(_parts(delivery, EnrichmentBody))
    except ValidationError as error:
        wrong = f"Wrong in the answer: {fields_of(error)}."
        return RecordStageFailure(answers, Stage.ENRICHMENT, INVALID_ANSWER, wrong, False, at)
    return RecordEnrichment(answers, said.partner, amendment(body), body.attributes, at)


def _review(delivery: Delivery) -> Command:
    said = partner.PartnerReviewCompletedV1.model_validate(delivery.data)
    return RecordReview(asked(said), said.decision == "approved", said.note)


def _document(delivery: Delivery) -> Command:
    said = tax.TaxDocumentIssuedV1.model_validate(delivery.data)
    document = Document(**dict(said.document))
    return RecordTaxDocument(asked(said), said.partner, document, fact(delivery), said_at(delivery))


def _resolution(delivery: Delivery) -> Command:
    data = {name: value for name, value in delivery.data.items() if name != "corrections"}
    said = operator.OperatorExceptionResolutionRequestedV1.model_validate(data)
    stream_id, version = position(said.exception_id)
    command = ResolveException(
        version if stream_id == said.order_id else 0,
        said.exception_id,
        Resolution(said.resolution),
        note=said.note,
    )
    if not (corrections := delivery.data.get("corrections")):
        return command
    try:
        body = CorrectionsBody.model_validate(corrections)
    except ValidationError as error:
        return replace(command, wrong=f"Wrong: {fields_of(error)}.")
    return replace(command, amendment=replace(amendment(body), carrier=body.carrier))


COMMANDS: dict[str, Callable[[Delivery], Command | None]] = {
    carrier.CarrierShipmentAcceptedV1.DETAIL_TYPE: _acceptance,
    carrier.CarrierOrderShippedV1.DETAIL_TYPE: _shipment,
    carrier.CarrierOrderDeliveredV1.DETAIL_TYPE: _delivered,
    carrier.CarrierTrackingUpdatedV1.DETAIL_TYPE: _scan,
    partner.PartnerEnrichmentCompletedV1.DETAIL_TYPE: _enrichment,
    partner.PartnerReviewCompletedV1.DETAIL_TYPE: _review,
    tax.TaxDocumentIssuedV1.DETAIL_TYPE: _document,
    operator.OperatorExceptionResolutionRequestedV1.DETAIL_TYPE: _resolution,
}


def handlers(orders: Orders, desk: Desk) -> Handlers:
    """Return, for each detail-type, what records it or hands it in to `desk`."""
    recorders = {name: _recorder(orders, command) for name, command in COMMANDS.items()}
    reporters = {name: _reporter(desk, failure) for name, failure in FAILURES.items()}
    return {**recorders, **reporters}


def _recorder(
    orders: Orders, command: Callable[[Delivery], Command | None]
) -> Callable[[Delivery], None]:
    def record(delivery: Delivery) -> None:
        if told := command(delivery):
            orders.record(delivery.data["order_id"], told, cause_of(delivery))

    return record


def _reporter(
    desk: Desk, failure: Callable[[Delivery], StageFailure]
) -> Callable[[Delivery], None]:
    def report(delivery: Delivery) -> None:
        desk.hand_in(failure(delivery))

    return report


def _parts(delivery: Delivery, body: type[EnrichmentBody]) -> dict[str, object]:
    return {name: value for name, value in delivery.data.items() if name in body.model_fields}
