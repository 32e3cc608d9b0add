"""From a scenario to the messages that tell it, disturbed as the dials say."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from sandbox.messages import Document, Message, moment
from sandbox.scenarios import SCENARIOS, Scan, Step

if TYPE_CHECKING:
    from sandbox.carrier import Carrier

HOUR_S = 3600.0
_WHEN = {"shipment": "shipped_at", "delivery": "delivered_at"}


def planned(carrier: "Carrier", shipment: Document, after_s: float) -> list[Message]:
    """List what is told of a parcel whose scenario begins in `after_s`, in order of due time."""
    scenario = SCENARIOS[shipment["scenario"]]
    taken = carrier.clock.now() + after_s
    messages = []
    for hour, steps in groupby(scenario.steps, key=_told_h):
        due = taken + hour * HOUR_S
        for message in _told(carrier, shipment, taken, due, list(steps)):
            copies = scenario.copies if message.label == "scan" else 1
            messages += [message] * copies
    return _disturbed(carrier, shipment["order_id"], messages)


def confirmation(carrier: "Carrier", shipment: Document, news: str, after_s: float) -> Message:
    """Make the message that a parcel was shipped, or delivered, in `after_s`."""
    return _confirmation(shipment, news, carrier.clock.now() + after_s)


def scan_message(carrier: "Carrier", shipment: Document, scan: Document) -> Message:
    """Make the message of one scan that happens now."""
    now = carrier.clock.now()
    happened = scan | ({} if "occurred_at" in scan else {"occurred_at": moment(now)})
    body = {"type": "tracking", **_parcel(shipment), **happened}
    return Message(shipment["order_id"], now, "scan", f"/webhooks/{carrier.name}", body)


def _told_h(step: Step) -> float:
    told_h = step.told_h if isinstance(step, Scan) else None
    return step.hour if told_h is None else told_h


def _told(
    carrier: "Carrier", shipment: Document, taken: float, due: float, steps: list[Step]
) -> Iterator[Message]:
    """Make the messages of steps that are told at the same time: all their scans in one."""
    scans = [_scan(step, taken) for step in steps if isinstance(step, Scan)]
    if scans:
        path, parcel = f"/webhooks/{carrier.name}", _parcel(shipment)
        body: dict[str, Any] = {"type": "tracking"}
        if len(scans) == 1:
            body |= parcel | scans[0]
        else:
            body["scans"] = [parcel | scan for scan in scans]
        yield Message(shipment["order_id"], due, "scan", path, body)
    for step in steps:
        if not isinstance(step, Scan):
            news = (
                type(step).__name__.replace("Shipped", "shipment").replace("Delivered", "delivery")
            )
            yield _confirmation(shipment, news, due)


def _scan(step: Scan, taken: float) -> Document:
    reason = {"reason": step.reason} if step.reason else {}
    return {
        "status": step.status,
        **reason,
        "occurred_at": moment(taken + step.hour * HOUR_S),
        "location": step.location,
        "description": step.description,
    }


def _parcel(shipment: Document) -> Document:
    return {name: shipment[name] for name in ("tracking_number", "order_id")}


def _confirmation(shipment: Document, news: str, due: float) -> Message:
    body = {"order_id": shipment["order_id"], _WHEN[news]: moment(due)}
    if news == "shipment":
        body["tracking_number"] = shipment["tracking_number"]
    return Message(shipment["order_id"], due, news, f"/confirm-{news}", body)


def _disturbed(carrier: "Carrier", order_id: str, messages: list[Message]) -> list[Message]:
    """Swap, delay and double scans by chance, as the dials say."""
    dials, chance = carrier.behaviour, carrier.chance
    scans = [n for n, message in enumerate(messages) if message.label == "scan"]
    for one, other in pairwise(scans):
        if chance.happens(dials.reorder, f"reorder {order_id}"):
            first, second = messages[one], messages[other]
            messages[one] = replace(first, due=second.due)
            messages[other] = replace(second, due=first.due)
    if dials.late_s:
        for n in scans:
            late_s = dials.late_s * chance.number(f"late {order_id}")
            messages[n] = replace(messages[n], due=messages[n].due + late_s)
    doubled = [m for m in messages if chance.happens(dials.duplicate, f"duplicate {order_id}")]
    return sorted([*messages, *doubled], key=lambda message: message.due)
