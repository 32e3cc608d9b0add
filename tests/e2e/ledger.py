"""The account after a storm: nothing lost, nothing twice, nothing unexplained."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.e2e.feed import SERVICES
from tests.e2e.waybill_system import System

LETTERS = ["order_placed", "order_shipped"]


def assert_balanced(system: System, order_ids: Iterable[str], carrier: str = "acme") -> None:
    """Check each order's events, shipment and mails, and that no queue holds a dead letter."""
    orders = set(order_ids)
    booked = Counter(s["order_id"] for s in system.shipments(carrier) if s["order_id"] in orders)
    assert booked == Counter(orders), "one shipment for each order in the carrier's book"
    mails = system.mails("")
    for order_id in orders:
        _assert_events_whole(system, order_id)
        _assert_one_mail_a_fact(system, order_id, mails)
    assert dead_letters(system) == {}


def dead_letters(system: System) -> dict[str, int]:
    """Return what lies in dead-letter queues, by queue."""
    sqs = system.aws("sqs")
    urls = [url for url in sqs.list_queues().get("QueueUrls", []) if "Dead" in url]
    counts = {url.rsplit("/", 1)[-1]: _count(sqs, url) for url in urls}
    return {name: count for name, count in counts.items() if count}


def parked(system: System, service: str) -> list[dict[str, Any]]:
    """Return what a service parked and nobody settled."""
    table = system.parameter(f"{service}/parked/table")
    items = system.aws("dynamodb").scan(TableName=table, ConsistentRead=True)["Items"]
    plain = [{name: next(iter(v.values())) for name, v in item.items()} for item in items]
    return [item for item in plain if item["status"] == "parked"]


def all_parked(system: System) -> list[dict[str, Any]]:
    """Return what all services parked."""
    return [item for service in SERVICES for item in parked(system, service)]


def _assert_events_whole(system: System, order_id: str) -> None:
    events = system.events(order_id)
    versions = [event["metadata"]["stream_version"] for event in events]
    assert versions == list(range(1, len(events) + 1))
    kinds = Counter(event["detail_type"] for event in events)
    assert set(kinds.values()) == {1}, f"a fact was stored twice: {kinds}"
    assert system.order(order_id)["version"] == len(events)


def _assert_one_mail_a_fact(system: System, order_id: str, mails: list[dict[str, Any]]) -> None:
    path = f"/notifications?order_id={order_id}"

    def letters() -> list[dict[str, Any]]:
        answer = system.get(path, service="notifications")
        return list(answer.json.get("notifications", []))

    def all_sent() -> bool:
        return sorted((one["kind"], one["state"]) for one in letters()) == [
            (kind, "sent") for kind in LETTERS
        ]

    system.until(all_sent, within_s=90, what=letters)
    mails = mails if len(_about(mails, order_id)) == len(LETTERS) else system.mails(order_id)
    assert len(_about(mails, order_id)) == len(LETTERS), "one mail for each fact"


def _about(mails: list[dict[str, Any]], order_id: str) -> list[dict[str, Any]]:
    return [mail for mail in mails if order_id in json.dumps(mail)]


def _count(sqs: Any, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)
