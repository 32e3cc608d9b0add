"""How partners' messages are stored, and what each stored event says to the world."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import assert_never

from chalicelib.carrier_gateway.domain import webhook as events
from chalicelib.carrier_gateway.domain.webhook import Event
from contracts import partner as contracts
from contracts.contract import Contract
from eventing.language import Language


def published(event: Event, event_id: str) -> Sequence[Contract]:
    """Return the contract of `event`; where the message lies is nobody else's business."""
    webhook_id = event_id.partition(":")[2].partition("#")[0]
    match event:
        case events.WebhookReceived(partner, _, size, sha256):
            return [
                contracts.PartnerWebhookReceivedV1(
                    webhook_id=webhook_id, partner=partner, bytes=size, sha256=sha256
                )
            ]
        case events.NoticeReceived(partner, notice):
            return [
                contracts.PartnerNoticeReceivedV1(
                    webhook_id=webhook_id, partner=partner, **asdict(notice)
                )
            ]
        case events.WebhookProcessed():
            return [contracts.PartnerWebhookProcessedV1(webhook_id=webhook_id, **asdict(event))]
        case events.WebhookRefused():
            return [contracts.PartnerWebhookRefusedV1(webhook_id=webhook_id, **asdict(event))]
        case _:
            assert_never(event)


LANGUAGE: Language[Event] = Language(
    context="carrier",
    source="waybill.carrier-gateway",
    stored={
        "webhook-received/1": events.WebhookReceived,
        "notice-received/1": events.NoticeReceived,
        "webhook-processed/1": events.WebhookProcessed,
        "webhook-refused/1": events.WebhookRefused,
    },
    contracts=published,
)
