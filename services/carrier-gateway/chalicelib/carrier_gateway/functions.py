"""What the gateway's functions do beside answering HTTP: take an event, see its work done."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters import undelivered
from chalicelib.carrier_gateway.adapters.step_functions import waited_for
from chalicelib.carrier_gateway.application.sweep import desk_of, due_partners, end_overdue
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from eventing.log import logger


def consume(event: Mapping[str, Any]) -> dict[str, Any]:
    """Handle the inbox's messages, then wake each partner that has calls due, once."""
    from chalicelib.carrier_gateway.adapters import events_in  # noqa: PLC0415 - loads contracts

    woken: set[str] = set()
    handlers = events_in.handlers(wiring.conversations(), wiring.inquiries(), woken.add)
    answer = wiring.service().consume(event, handlers)
    for partner_id in woken:
        wiring.wakes().send(partner_id)
    return answer


def deliver_calls(partner_id: str, seconds: float) -> None:
    """Drain a partner's calls, and see to it that somebody goes on when it is time to."""
    drainer = wiring.drainer()
    if again := drainer.drain(partner_id, seconds):
        wiring.wakes().send(partner_id, (again - drainer.time.now()).total_seconds())


def ask(event: Mapping[str, Any]) -> None:
    """Let an execution wait for its conversation, unless that has ended meanwhile."""
    attempt, timeout_s = waited_for(event["input"])
    look = partial(wiring.desks()[attempt.task_type].ending, attempt)
    wiring.executions().wait(attempt, event["token"], timeout_s, look)


def overdue(event: Mapping[str, Any]) -> None:
    """Settle what an execution waited for in vain."""
    stream_id = stream_of(event["order_id"], Task(event["task_type"]))
    desk_of(stream_id, wiring.desks()).end_waiting(stream_id)


def sweep() -> list[str]:
    """Settle overdue answers and wake every partner that has calls due; return their ids."""
    store = wiring.service().store
    end_overdue(store, wiring.desks(), wiring.now(), _tell_of_fault)
    found = due_partners(wiring.partners().all(), store, wiring.now())
    for partner_id in found:
        wiring.wakes().send(partner_id)
    return found


def sweep_webhooks() -> dict[str, Any]:
    """Start messages that are still to be processed; return their ids, and those given up."""
    swept = wiring.webhooks().sweep()
    for webhook_id in swept.given_up:
        logger.error("webhook given up", extra={"webhook": webhook_id})
    return asdict(swept)


def record_undelivered(event: Mapping[str, Any]) -> dict[str, Any]:
    """Tell each conversation whose request came back; a message that cannot be read stays."""
    answers = []
    for record in event["Records"]:
        handlers = undelivered.handlers(wiring.conversations().desk, record)
        answers.append(wiring.service().consume({"Records": [record]}, handlers))
    return {"batchItemFailures": [f for answer in answers for f in answer["batchItemFailures"]]}


def _tell_of_fault(stream_id: str) -> None:
    """Log why the overdue answer to a stream could not be settled."""
    logger.exception("overdue", extra={"stream_id": stream_id})
