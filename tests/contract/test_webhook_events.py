"""What partners' messages say to the world keeps the contracts, and is read for ever."""

import json
from pathlib import Path

import pytest

from chalicelib.carrier_gateway.adapters.contracts_out import LANGUAGE, webhooks
from chalicelib.carrier_gateway.application.webhooks import stream_id
from chalicelib.carrier_gateway.domain.webhook import (
    Event,
    Notice,
    NoticeReceived,
    WebhookProcessed,
    WebhookReceived,
    WebhookRefused,
)
from eventing.language import metadata_of
from eventing.stream import Provenance
from tests.support.contract import assert_valid
from tests.support.conversations import NOON, ORDER_ID

WEBHOOK_ID = "3b241101-e2bb-4255-8caf-4136c566a962"
STREAM = stream_id(WEBHOOK_ID)
KEY = f"acme/2026/11/20/{WEBHOOK_ID}"
PAYMENT = Notice("payment", ORDER_ID, "P-7", "captured", "32.40", "EUR", "retailer.prepaid", NOON)
EVENTS: list[tuple[Event, str]] = [
    (WebhookReceived("acme", KEY, 512, "0" * 64), "partner.webhook_received.v1"),
    (NoticeReceived("acme", PAYMENT), "partner.notice_received.v1"),
    (NoticeReceived("acme", Notice("ping")), "partner.notice_received.v1"),
    (WebhookProcessed("acme", 1), "partner.webhook_processed.v1"),
    (WebhookRefused("acme", "unknown_parcel", "No such parcel."), "partner.webhook_refused.v1"),
]
PROVENANCE = Provenance("c", "", "waybill", STREAM, STREAM, "partner:acme", NOON)
GOLDEN = sorted((Path(__file__).parents[1] / "golden/webhooks").glob("*.json"))


@pytest.mark.parametrize(("event", "detail_type"), EVENTS)
def test_every_stored_event_is_one_valid_contract(event, detail_type):
    (message,) = LANGUAGE.messages_of(event, metadata_of(STREAM, 1, PROVENANCE))
    assert message.detail_type == detail_type
    assert message.data["webhook_id"] == WEBHOOK_ID
    assert_valid(detail_type, message.detail)


def test_every_event_that_is_stored_is_tried_here():
    stored = {name for name in webhooks.LANGUAGE.codec.names if not name.startswith("audit")}
    assert len(stored) == len({type(event) for event, _ in EVENTS})


def test_nobody_is_told_where_the_message_lies():
    for event, _ in EVENTS:
        (message,) = LANGUAGE.messages_of(event, metadata_of(STREAM, 1, PROVENANCE))
        assert KEY not in message.detail_json


# What is stored once is read for ever: these files are added to, never edited.


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_was_ever_stored_is_read_and_says_what_it_always_said(path):
    golden = json.loads(path.read_text())
    event = LANGUAGE.codec.decode_one(*golden["stored"])
    (message,) = LANGUAGE.messages_of(event, metadata_of(STREAM, 1, PROVENANCE))
    assert (message.detail_type, message.data) == (golden["detail_type"], golden["data"])


@pytest.mark.parametrize("event", [event for event, _ in EVENTS])
def test_what_is_written_today_has_a_golden_file(event):
    (written,) = json.loads(LANGUAGE.codec.encode([event]))
    assert written in [json.loads(path.read_text())["stored"] for path in GOLDEN]
