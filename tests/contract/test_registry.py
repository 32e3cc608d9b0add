"""What the registry says keeps its contract, and what it ever stored is read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.carrier_gateway.adapters.contracts_out import LANGUAGE
from chalicelib.carrier_gateway.domain.partner import Partner, Retry, Way
from chalicelib.carrier_gateway.domain.registry import Change, PartnerChanged
from eventing.language import metadata_of
from eventing.stream import Provenance
from tests.support.contract import assert_valid
from tests.support.conversations import NOON

STREAM = "partner:acme"
BARE = Partner("acme", Way.SIGNED, "https://acme.example/waybill")
FULL = replace(
    BARE,
    kind="tax_document",
    rate_per_second=5,
    signs=False,
    paused=True,
    retry=Retry(2, 60),
    mapping={"answers": {"TAX_DOCUMENT_ISSUANCE": {"document_number": "no"}}},
)
EVENTS = {
    "bare": PartnerChanged(BARE, Change.REGISTERED, "admin:ops"),
    "full": PartnerChanged(FULL, Change.PAUSED, "admin:ops", "They move house."),
}
PROVENANCE = Provenance("c", "", "waybill", STREAM, "c", "admin:ops", NOON)
GOLDEN = Path(__file__).parents[1] / "golden/registry"


@pytest.mark.parametrize("change", Change)
def test_every_change_is_one_valid_contract_without_the_entry(change):
    event = replace(EVENTS["full"], change=change)
    (message,) = LANGUAGE.messages_of(event, metadata_of(STREAM, 1, PROVENANCE))
    assert message.detail_type == "partner.changed.v1"
    assert message.data["change"] == change
    assert_valid(message.detail_type, message.detail)
    assert "acme.example" not in message.detail_json


@pytest.mark.parametrize("name", EVENTS)
def test_what_was_ever_stored_is_read_and_is_written_today(name):
    golden = json.loads((GOLDEN / f"partner-changed-1.{name}.json").read_text())
    assert LANGUAGE.codec.decode_one(*golden["stored"]) == EVENTS[name]
    assert json.loads(LANGUAGE.codec.encode([EVENTS[name]])) == [golden["stored"]]
    (message,) = LANGUAGE.messages_of(EVENTS[name], metadata_of(STREAM, 1, PROVENANCE))
    assert (message.detail_type, message.data) == (golden["detail_type"], golden["data"])
