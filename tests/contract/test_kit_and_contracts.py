"""What the kit says for every service keeps that service's contracts."""

import json
from datetime import UTC, datetime

import pytest

from eventing.audit_event import WindowAudited
from eventing.language import Language
from eventing.service import Service
from eventing.stream import Commit, Provenance
from tests.support import aws
from tests.support.apps import ENVIRONMENT
from tests.support.contract import assert_valid
from tools.contracts.schema import all_schemas

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
# A service speaks for several contexts; what the kit itself says is said in one of them.
SOURCES = {s.context: s.source for s in all_schemas() if s.fact == "audit_digest"}
each_context = pytest.mark.parametrize("context", SOURCES)


def language(context):
    return Language(context=context, source=SOURCES[context], stored={}, contracts=lambda *_: [])


def provenance(tenant):
    return Provenance(
        command_id="c-1",
        fingerprint="",
        tenant_id=tenant,
        correlation_id="x",
        causation_id="c-1",
        actor="system:test",
        at=NOON,
    )


@each_context
@pytest.mark.parametrize("streams", [(), (("o-1", 3), ("o-2", 1))])
def test_a_digest_keeps_its_contract(context, streams):
    digest = WindowAudited(NOON, NOON, part=1, parts=1, streams=streams)
    commit = Commit(f"audit:{context}", 1, (digest,), provenance("waybill"))
    (message,) = language(context).messages(commit)
    assert_valid(f"{context}.audit_digest.v1", message.detail)
    assert (message.source, message.detail_type) == (
        SOURCES[context],
        f"{context}.audit_digest.v1",
    )


def dead_letter(body):
    return {
        "messageId": "9d2c",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "5"},
        "messageAttributes": {},
    }


@each_context
@pytest.mark.parametrize("body", ["no JSON", "{}", "an event"])
def test_a_parked_message_keeps_its_contract(context, body):
    if body == "an event":
        placed = next(s for s in all_schemas() if s.detail_type == "order.placed.v1")
        detail = next(iter(placed.examples.values()))
        body = json.dumps({"detail-type": placed.detail_type, "detail": detail})
    with aws.account():
        heard = aws.bus()
        Service(language(context), ENVIRONMENT).parking.park({"Records": [dead_letter(body)]})
        (event,) = aws.taken(heard)
    assert event["detail-type"] == f"{context}.message_parked.v1"
    assert event["source"] == SOURCES[context]
    assert_valid(event["detail-type"], event["detail"])
