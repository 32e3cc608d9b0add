"""The failures that orders listen to, each as the failure of a stage."""

from collections.abc import Callable

from chalicelib.orders.adapters.questions_in import asked, cause_of, said_at
from chalicelib.orders.application.failures import StageFailure
from chalicelib.orders.domain.plan import Stage
from contracts import carrier, partner, tax
from eventing.consumer import Delivery

STAGES = {
    "ORDER_ENRICHMENT": Stage.ENRICHMENT,
    "MANUAL_REVIEW": Stage.REVIEW,
    "TAX_DOCUMENT_ISSUANCE": Stage.TAX_DOCUMENT,
    "ORDER_SHIPPING_SERVICE": Stage.SHIPPING,
}


def _shipment(delivery: Delivery) -> StageFailure:
    said = carrier.CarrierShipmentFailedV1.model_validate(delivery.data)
    return _failure(delivery, said, Stage.SHIPPING, retryable=said.retryable)


def _rejection(delivery: Delivery) -> StageFailure:
    """Other data may do, the same again will not."""
    said = tax.TaxDocumentRejectedV1.model_validate(delivery.data)
    return _failure(delivery, said, Stage.TAX_DOCUMENT, retryable=False)


def _task(delivery: Delivery) -> StageFailure:
    said = partner.PartnerTaskFailedV1.model_validate(delivery.data)
    return _failure(delivery, said, STAGES[said.task_type], retryable=said.retryable)


FAILURES: dict[str, Callable[[Delivery], StageFailure]] = {
    carrier.CarrierShipmentFailedV1.DETAIL_TYPE: _shipment,
    tax.TaxDocumentRejectedV1.DETAIL_TYPE: _rejection,
    partner.PartnerTaskFailedV1.DETAIL_TYPE: _task,
}


def _failure(
    delivery: Delivery,
    said: carrier.CarrierShipmentFailedV1 | tax.TaxDocumentRejectedV1 | partner.PartnerTaskFailedV1,
    stage: Stage,
    *,
    retryable: bool,
) -> StageFailure:
    return StageFailure(
        said.order_id,
        asked(said),
        stage,
        said.code,
        said.message,
        retryable,
        said_at(delivery),
        cause_of(delivery),
    )
