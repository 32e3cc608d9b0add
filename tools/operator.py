"""Decide about an order, as the back office will: an operator's act is an event on the bus.

python -m tools.operator --stage dev resolve ORDER EXCEPTION retry --by ada
python -m tools.operator --stage dev resolve ORDER EXCEPTION correct --corrections '{…}' --by ada
python -m tools.operator --stage dev review ORDER approve --by ada
"""

import argparse
import json
import uuid
from typing import Any

from pydantic import ValidationError

from contracts.contract import Contract
from contracts.operator import (
    OperatorExceptionResolutionRequestedV1,
    OperatorReviewDecidedV1,
)
from contracts.parts import Corrections
from eventing.bus import EventBridgeBus
from eventing.envelope import Message, Metadata, instant
from eventing.fields import fields_of
from eventing.service import now
from tools.admin.stage import Stage, aws
from tools.services import STAGES

SOURCE = "waybill.backoffice"
RESOLUTIONS = ("retry", "correct", "accept-fact", "cancel")
DECISIONS = {"approve": "approved", "reject": "rejected"}


def main() -> None:
    """Do what the command line says."""
    asked = _parser().parse_args()
    stage = Stage(asked.stage)
    try:
        said = _resolution(asked) if asked.command == "resolve" else _review(asked)
    except ValidationError as error:
        raise SystemExit(fields_of(error)) from None
    except json.JSONDecodeError as error:
        raise SystemExit(f"--corrections is no JSON: {error}") from None
    message = say(stage, said, by=asked.by)
    print(f"said {message.detail_type} {message.metadata.event_id}")


def say(stage: Stage, said: Contract, *, by: str) -> Message:
    """Put what operator `by` decided on the bus of a stage, and return it as it was said."""
    data: dict[str, Any] = said.model_dump(mode="json", exclude_none=True, by_alias=True)
    stream_id = str(uuid.uuid4())
    metadata = Metadata(
        event_id=f"{stream_id}#1",
        occurred_at=instant(now()),
        tenant_id=_tenant_of(stage, data["order_id"]),
        stream_id=stream_id,
        stream_version=1,
        correlation_id=data["order_id"],
        causation_id=stream_id,
        actor=f"operator:{by}",
    )
    message = Message(SOURCE, said.DETAIL_TYPE, metadata, data)
    EventBridgeBus(stage.parameter("platform/bus/name")).put([message])
    return message


def _resolution(asked: argparse.Namespace) -> Contract:
    corrections = json.loads(asked.corrections) if asked.corrections else None
    if unknown := set(corrections or ()) - Corrections.model_fields.keys():
        raise SystemExit(f"--corrections: {', '.join(sorted(unknown))} cannot be corrected")
    return OperatorExceptionResolutionRequestedV1(
        order_id=asked.order,
        exception_id=asked.exception,
        resolution=asked.resolution.replace("-", "_"),
        corrections=corrections,
        note=asked.note,
        requested_by=asked.by,
    )


def _review(asked: argparse.Namespace) -> Contract:
    return OperatorReviewDecidedV1(
        order_id=asked.order,
        decision=DECISIONS[asked.decision],
        note=asked.note,
        requested_by=asked.by,
    )


def _tenant_of(stage: Stage, order_id: str) -> str:
    """Look up whose order it is, where the orders are stored."""
    item = aws("dynamodb").get_item(
        TableName=stage.parameter("orders/events/table"),
        Key={"stream_id": {"S": order_id}, "version": {"N": "1"}},
        ProjectionExpression="tenant_id",
    )
    if "Item" not in item:
        raise SystemExit(f"there is no order {order_id}")
    return str(item["Item"]["tenant_id"]["S"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.operator",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stage", choices=STAGES, default="dev")
    commands = parser.add_subparsers(dest="command", required=True)
    resolve = commands.add_parser("resolve", help="end an exception of an order")
    resolve.add_argument("order")
    resolve.add_argument("exception", help="its id, as the order's answer shows it")
    resolve.add_argument("resolution", choices=RESOLUTIONS)
    resolve.add_argument("--corrections", metavar="JSON", help="what is to stand in the order")
    review = commands.add_parser(
        "review", help="let an order go on that waits for a review, or not"
    )
    review.add_argument("order")
    review.add_argument("decision", choices=list(DECISIONS))
    for command in (resolve, review):
        command.add_argument("--note", help="why")
        command.add_argument("--by", required=True, help="who decides: an id, not a name")
    return parser


if __name__ == "__main__":
    main()
