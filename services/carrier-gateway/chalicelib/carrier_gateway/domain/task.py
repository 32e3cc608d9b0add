"""The tasks of an order that partners and people are asked for, each with a stream of its own."""

from enum import StrEnum


class Task(StrEnum):
    """What is asked of a partner, or a person, for an order."""

    SHIPPING = "ORDER_SHIPPING_SERVICE"
    TAX_DOCUMENT = "TAX_DOCUMENT_ISSUANCE"
    ENRICHMENT = "ORDER_ENRICHMENT"
    REVIEW = "MANUAL_REVIEW"


# A shipment is no question: it is not only answered, it also happens.
QUESTIONS = (Task.TAX_DOCUMENT, Task.ENRICHMENT, Task.REVIEW)


def stream_of(order_id: str, task: Task) -> str:
    """Name the stream of what is said about a task of an order."""
    return f"{order_id}:{task}"


def subject_of(name: str) -> tuple[str, Task]:
    """Return the order and the task that a stream is about, or an event that stands in it."""
    order_id, _, task = name.partition("#")[0].partition(":")
    return order_id, Task(task)
