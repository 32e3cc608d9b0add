"""What the gateway listens to, and what each event leads to."""

from collections.abc import Callable

from chalicelib.carrier_gateway.application.causes import SYSTEM, Cause
from chalicelib.carrier_gateway.application.conversations import Conversations, Told
from chalicelib.carrier_gateway.application.inquiries import Inquiries
from chalicelib.carrier_gateway.domain.answers import Decision, Review
from chalicelib.carrier_gateway.domain.consignment import Address, Consignment, Line
from chalicelib.carrier_gateway.domain.task import Task
from contracts.operator import OperatorReviewDecidedV1
from contracts.order import (
    OrderCancelledV1,
    OrderEnrichmentRequestedV1,
    OrderReadyToShipV1,
    OrderReviewRequestedV1,
    OrderTaxDocumentRequestedV1,
)
from eventing.consumer import Delivery, Handlers

Wake = Callable[[str], None]
Question = (
    type[OrderEnrichmentRequestedV1]
    | type[OrderTaxDocumentRequestedV1]
    | type[OrderReviewRequestedV1]
)


def handlers(conversations: Conversations, inquiries: Inquiries, wake: Wake) -> Handlers:
    """Return what handles each detail-type; `wake` is told of each partner with a call due."""

    def ready(delivery: Delivery) -> None:
        said = OrderReadyToShipV1.model_validate(delivery.data)
        cause = _cause(delivery)
        _wake(conversations.request(said.order_id, said.carrier, _consignment(said), cause))

    def cancelled(delivery: Delivery) -> None:
        said = OrderCancelledV1.model_validate(delivery.data)
        cause = _cause(delivery)
        # In this order: who asks in between finds the shipment cancelled.
        _wake(conversations.cancel(said.order_id, said.carrier, cause))
        inquiries.withdraw(said.order_id, cause)

    def _wake(told: Told) -> None:
        for carrier in told.state.to_call:
            wake(carrier)

    return {
        OrderReadyToShipV1.DETAIL_TYPE: ready,
        OrderCancelledV1.DETAIL_TYPE: cancelled,
        **_questions(inquiries, wake),
    }


def _questions(inquiries: Inquiries, wake: Wake) -> Handlers:
    def asks(task: Task, contract: Question) -> Callable[[Delivery], None]:
        def ask(delivery: Delivery) -> None:
            said = contract.model_validate(delivery.data)
            partner = None if isinstance(said, OrderReviewRequestedV1) else said.partner
            elsewhere = {"order_id", "partner"}
            question = said.model_dump(mode="json", exclude=elsewhere, exclude_none=True)
            told = inquiries.ask(said.order_id, task, partner, question, _cause(delivery))
            if told.state.has_call_due and told.state.partner:
                wake(told.state.partner)

        return ask

    def decided(delivery: Delivery) -> None:
        said = OperatorReviewDecidedV1.model_validate(delivery.data)
        review = Review(Decision(said.decision), said.note)
        cause = _cause(delivery, f"operator:{said.requested_by}")
        inquiries.review(said.order_id, review, cause)

    return {
        OrderEnrichmentRequestedV1.DETAIL_TYPE: asks(Task.ENRICHMENT, OrderEnrichmentRequestedV1),
        OrderTaxDocumentRequestedV1.DETAIL_TYPE: asks(
            Task.TAX_DOCUMENT, OrderTaxDocumentRequestedV1
        ),
        OrderReviewRequestedV1.DETAIL_TYPE: asks(Task.REVIEW, OrderReviewRequestedV1),
        OperatorReviewDecidedV1.DETAIL_TYPE: decided,
    }


def _cause(delivery: Delivery, actor: str = SYSTEM) -> Cause:
    return Cause(delivery.metadata.event_id, delivery.metadata.tenant_id, actor)


def _consignment(said: OrderReadyToShipV1) -> Consignment:
    return Consignment(
        ship_to=Address(**said.ship_to.model_dump()),
        lines=tuple(Line(**line.model_dump()) for line in said.lines),
        currency=said.currency,
        total=said.total,
        external_id=said.external_id,
        dispatch_by=said.dispatch_by,
    )
