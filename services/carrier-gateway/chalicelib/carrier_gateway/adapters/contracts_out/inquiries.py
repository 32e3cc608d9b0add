"""How questions of orders are stored, and what each stored event says to the world."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, assert_never

from chalicelib.carrier_gateway.domain.inquiry import events
from chalicelib.carrier_gateway.domain.inquiry.events import Event
from chalicelib.carrier_gateway.domain.task import subject_of
from contracts import partner, tax
from contracts.contract import Contract
from eventing.language import Language


def published(event: Event, event_id: str) -> Sequence[Contract]:
    """Return the contract of `event`; what was asked is known to who asked, and not repeated."""
    order_id, task = subject_of(event_id)
    said = {"order_id": order_id, **asdict(event)}
    match event:
        case events.TaskRequested():
            return [partner.PartnerTaskRequestedV1(task_type=task, **said)]
        case events.TaskTaken():
            return [partner.PartnerTaskTakenV1(task_type=task, **said)]
        case events.TaskFailed():
            return [partner.PartnerTaskFailedV1(task_type=task, **said)]
        case events.TaskWithdrawn():
            return [partner.PartnerTaskWithdrawnV1(task_type=task, **said)]
        case _:
            return [_answer(event, said)]


def _answer(event: events.Answered, said: dict[str, Any]) -> Contract:
    match event:
        case events.EnrichmentCompleted(_, _, enrichment):
            known = {name: value for name, value in asdict(enrichment).items() if value}
            return partner.PartnerEnrichmentCompletedV1(**said, **known)
        case events.ReviewCompleted():
            return partner.PartnerReviewCompletedV1(**said)
        case events.DocumentIssued():
            return tax.TaxDocumentIssuedV1(**said)
        case events.DocumentRejected():
            return tax.TaxDocumentRejectedV1(**said)
        case _:
            assert_never(event)


LANGUAGE: Language[Event] = Language(
    context="carrier",
    source="waybill.carrier-gateway",
    stored={
        "task-requested/1": events.TaskRequested,
        "task-taken/1": events.TaskTaken,
        "enrichment-completed/1": events.EnrichmentCompleted,
        "document-issued/1": events.DocumentIssued,
        "document-rejected/1": events.DocumentRejected,
        "review-completed/1": events.ReviewCompleted,
        "task-failed/1": events.TaskFailed,
        "task-withdrawn/1": events.TaskWithdrawn,
    },
    contracts=published,
)
