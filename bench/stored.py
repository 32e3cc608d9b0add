"""What AWS has stored of a carrier and of an order that it was asked to ship."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.order import ORDER
from bench.partner import ASKED_BY, ORDER_ID, SECRET
from chalicelib.carrier_gateway.adapters.contracts_out.shipping import LANGUAGE
from chalicelib.carrier_gateway.domain.answering import callback_id
from chalicelib.carrier_gateway.domain.consignment import Address, Consignment, Line
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.shipping.events import (
    Event,
    ShipmentRequested,
    ShipmentTaken,
)
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from eventing.row import commit_row
from eventing.stream import Commit, Provenance


def _conversation() -> list[dict[str, Any]]:
    """Return the rows of a conversation whose carrier took the request and will answer later."""
    at = datetime.now(UTC)
    consignment = Consignment(
        ship_to=Address(**ORDER["ship_to"]),
        lines=tuple(Line(**line) for line in ORDER["lines"]),
        currency=ORDER["currency"],
        total="32.40",
        dispatch_by=at,
    )
    requested = ShipmentRequested("acme", Way.SIGNED, callback_id(ASKED_BY), ASKED_BY, consignment)
    taken = ShipmentTaken("acme", ASKED_BY, at + timedelta(days=1))
    return [_row(1, requested, at), _row(2, taken, at)]


def _row(version: int, event: Event, at: datetime) -> dict[str, Any]:
    provenance = Provenance(
        command_id=f"{ASKED_BY}:{version}",
        fingerprint="0" * 64,
        tenant_id="tenant-demo",
        correlation_id=ORDER_ID,
        causation_id=ASKED_BY,
        actor="system:carrier-gateway",
        at=at,
    )
    commit = Commit(stream_of(ORDER_ID, Task.SHIPPING), version, (event,), provenance)
    return commit_row(commit, LANGUAGE.codec, window="2026-11-21T12:00:00Z", due=None)


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    """Write a row as DynamoDB does."""
    kinds = {str: "S", int: "N", bool: "BOOL"}
    return {
        name: {kinds[type(value)]: str(value) if type(value) is int else value}
        for name, value in row.items()
    }


def _found(*rows: Mapping[str, Any]) -> str:
    return json.dumps(
        {"Items": [_item(row) for row in rows], "Count": len(rows), "ScannedCount": len(rows)}
    )


PARTNER = {
    "partner_id": "acme",
    "kind": "carrier",
    "way": "signed",
    "url": "https://acme.example/waybill",
    "rate_per_second": 20,
    "read_timeout_s": 10,
    "deadline_s": 86400,
    "signs": True,
}
TASK = {
    "order_id": ORDER_ID,
    "task_type": Task.SHIPPING.value,
    "attempt": 1,
    "callback_id": callback_id(ASKED_BY),
    "task_token": "AQCEAAAAKgAAAAMAAAAAAAAAA" * 25,
    "task_status": "SUCCEEDED",
    "created_at": "2026-11-21T12:00:00.000Z",
    "expires_at": 1795867200,
}
REGISTERED = {
    "GetItem": json.dumps({"Item": _item(PARTNER)}),
    "GetSecretValue": json.dumps({"SecretString": json.dumps({"signing": [SECRET]})}),
}
KNOWN_CONVERSATION = {
    **REGISTERED,
    "Query": _found(*_conversation()),
    "UpdateItem": json.dumps({"Attributes": _item(TASK)}),
}
NEW_WEBHOOK = {
    **REGISTERED,
    "Query": _found(),
    "PutObject": "",
    "StartExecution": json.dumps({"executionArn": "arn:aws:states:::execution:1", "startDate": 0}),
}
