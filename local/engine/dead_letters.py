"""Stands in for dead-letter queues of rule targets, which MiniStack does not know.

A missing SQS target sends its event here at once; API destinations do so when they give up.
Targets of other kinds still lose what they cannot take.
"""

import json
import logging
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ministack.services import eventbridge, sqs

from local.engine.seams import RefusedByEngine, ask, replace

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Invocation:
    """One event on its way to one target of one rule."""

    target: dict[str, Any]
    rule_arn: str
    event: str

    @property
    def queue_arn(self) -> str | None:
        return (self.target.get("DeadLetterConfig") or {}).get("Arn")


_current: ContextVar[Invocation] = ContextVar("invocation")


def install() -> None:
    replace(eventbridge, "_invoke_target", _remembering)
    replace(eventbridge, "_dispatch_to_sqs", _or_dead_letter)


def current() -> Invocation:
    """Tell which invocation is being dispatched."""
    return _current.get()


def bury(invocation: Invocation, code: str, message: str, **more: object) -> None:
    """Send the event to the target's dead-letter queue, with AWS's attributes on it."""
    log.error("%s: %s %s", invocation.target["Arn"], code, message)
    if not invocation.queue_arn:
        return
    attributes = {
        "RULE_ARN": invocation.rule_arn,
        "TARGET_ARN": invocation.target["Arn"],
        "ERROR_CODE": code,
        "ERROR_MESSAGE": message,
        **more,
    }
    try:
        _send(invocation.queue_arn, invocation.event, attributes)
    except RefusedByEngine:
        log.exception("the dead-letter queue took nothing either: the event is lost")


def _send(queue_arn: str, body: str, attributes: dict[str, object]) -> None:
    ask(
        sqs,
        "AmazonSQS.SendMessage",
        QueueUrl=sqs._queue_url(queue_arn.rsplit(":", 1)[1]),
        MessageBody=body,
        MessageAttributes={
            key: {"DataType": "String", "StringValue": str(value)}
            for key, value in attributes.items()
        },
    )


def _remembering(invoke: Any) -> Any:
    def invoke_target(target: dict[str, Any], event: Any, rule: Any, view: Any = None) -> None:
        view = view or eventbridge._pattern_event_view(event)
        whole = json.dumps(view.event_with_detail())
        token = _current.set(Invocation(target, rule["Arn"], whole))
        try:
            invoke(target, event, rule, view)
        finally:
            _current.reset(token)

    return invoke_target


def _or_dead_letter(dispatch: Any) -> Any:
    def dispatch_to_sqs(spec: Any, payload: str, parameters: Any = None) -> None:
        if sqs._queue_by_arn(str(spec)):
            dispatch(spec, payload, parameters)
        else:
            bury(current(), "NO_RESOURCE", "The target queue does not exist.", RETRY_ATTEMPTS=0)

    return dispatch_to_sqs
