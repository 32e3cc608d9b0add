"""What the benchmarks send as a carrier is what the gateway takes."""

from datetime import UTC, datetime

import pytest

from bench import partner, stored
from chalicelib.carrier_gateway.adapters import signatures
from chalicelib.carrier_gateway.adapters.callbacks import CallbackBody


@pytest.mark.parametrize("make", [partner.calling_back, partner.telling])
def test_every_request_is_signed_anew(make):
    one, other = make(), make()
    assert one["headers"]["webhook-id"] != other["headers"]["webhook-id"]
    body = one["body"].encode()
    assert signatures.is_genuine([partner.SECRET], one["headers"], body, datetime.now(UTC))


def test_a_callback_answers_what_the_stored_conversation_asks():
    said = CallbackBody.model_validate_json(partner.calling_back()["body"])
    assert said.callback_id == stored.TASK["callback_id"]
    assert said.callback_id in stored.KNOWN_CONVERSATION["Query"]
