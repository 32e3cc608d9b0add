"""Whatever is sent to the gateway, the answer is a clear refusal, and nothing comes of it."""

import json
import uuid

import pytest

from tests.functional.carrier_gateway.conftest import GATEWAY
from tests.support import bad_input
from tools import http_documents

KEYS = {"/": "globex-key", "/partners": "admin-key"}
NAMES = {"partner": "globex", "partner_id": "globex", "webhook_id": str(uuid.uuid4())}


class TestGateway(bad_input.BadInput):
    @pytest.fixture
    def edge(self, gateway, client):
        return bad_input.Edge("carrier-gateway", GATEWAY.app, KEYS, NAMES)

    def test_no_webhook_that_was_taken_in_fails_when_it_is_processed(self, edge):
        examples = http_documents.operations("carrier-gateway")["receive_webhook"].examples
        for example in examples.values():
            for _, body in bad_input.mutants(example):
                response, told = edge.send("POST", "/webhooks/globex", body)
                if response.status_code == 202:
                    webhook = {"webhook_id": json.loads(response.body)["id"]}
                    assert GATEWAY.normalise_webhook(webhook, None) is not None, told
