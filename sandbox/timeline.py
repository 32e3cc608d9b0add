"""From a scenario to the messages that tell it, disturbed as the dials say."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from sandbox.messages import Document, Message
from sandbox.moments import moment
from sandbox.partner import Partner
from sandbox.scenarios import SCENARIOS, Delivered, Scan, Shipped, Step

HOUR_S = 3600.0
_WHEN = {"shipment": "shipped_at", "delivery": "delivered_at"}


@dataclass(frozen=True)
class _Placed:
    """A step at a moment of the clock; `place` counts them."""

    step: Step
    place: int
    at: float
    due: float


def planned(carrier: Partner, shipment: Document, after_s: float) -> list[Message]:
    """List what is told of a parcel whose scenario begins in `after_s`, in order of due time."""
    scenario = SCENARIOS[shipment["scenario"]]
    taken = carrier.clock.now() + after_s
    steps = [_placed(step, place, taken) for place, step in enumerate(scenario.steps)]
    messages = []
    for due, together in groupby(steps, key=lambda placed: placed.due):
        for message in _told(carrier.name, shipment, due, list(together)):
            copies = scenario.copies if message.label == "scan" else 1
            messages += [message] * copies
    return _disturbed(carrier, shipment["order_id"], messages)


def confirmation(shipment: Document, news: str, due: float, place: int = 0) -> Message:
    """Make the message that a parcel was shipped, or delivered, at `due`."""
    body = {"order_id": shipment["order_id"], _WHEN[news]: moment(due, place)}
    if news == "shipment":
        body["tracking_number"] = shipment["tracking_number"]
    return Message(shipment["order_id"], due, news, f"/confirm-{news}", body)


def scan_message(name: str, shipment: Document, scan: Document, now: float) -> Message:
    """Make the message of one scan that happens now."""
    body = {"type": "tracking", **_parcel(shipment), "occurred_at": moment(now), **scan}
    return Message(shipment["order_id"], now, "scan", f"/webhooks/{name}", body)


def _placed(step: Step, place: int, taken: float) -> _Placed:
    told_h = step.told_h if isinstance(step, Scan) else None
    told = step.hour if told_h is None else told_h
    return _Placed(step, place, taken + step.hour * HOUR_S, taken + told * HOUR_S)


def _told(name: str, shipment: Document, due: float, steps: list[_Placed]) -> Iterator[Message]:
    """Make the messages of steps that are told at the same time: all their scans in one."""
    scans = [_scan(one.step, one) for one in steps if isinstance(one.step, Scan)]
    if scans:
        parcel = _parcel(shipment)
        body: dict[str, Any] = {"type": "tracking"}
        if len(scans) == 1:
            body |= parcel | scans[0]
        else:
            body["scans"] = [parcel | scan for scan in scans]
        yield Message(shipment["order_id"], due, "scan", f"/webhooks/{name}", body)
    for one in steps:
        match one.step:
            case Shipped():
                yield confirmation(shipment, "shipment", due, one.place)
            case Delivered():
                yield confirmation(shipment, "delivery", due, one.place)


def _scan(step: Scan, placed: _Placed) -> Document:
    reason = {"reason": step.reason} if step.reason else {}
    return {
        "status": step.status,
        **reason,
        "occurred_at": moment(placed.at, placed.place),
        "location": step.location,
        "description": step.description,
    }


def _parcel(shipment: Document) -> Document:
    return {name: shipment[name] for name in ("tracking_number", "order_id")}


def _disturbed(carrier: Partner, order_id: str, messages: list[Message]) -> list[Message]:
    """Hold back, delay and double scans by chance, as the dials say."""
    dials, chance = carrier.behaviour, carrier.chance
    scans = [n for n, message in enumerate(messages) if message.label == "scan"]
    for one, other in pairwise(scans):
        if chance.happens(dials.reorder, f"reorder {order_id}"):
            first, second = messages[one], messages[other]
            messages[one], messages[other] = second, replace(first, due=second.due)
    if dials.late_s:
        for n in scans:
            late_s = dials.late_s * chance.number(f"late {order_id}")
            messages[n] = replace(messages[n], due=messages[n].due + late_s)
    doubled = [m for m in messages if chance.happens(dials.duplicate, f"duplicate {order_id}")]
    return sorted([*messages, *doubled], key=lambda message: message.due)
