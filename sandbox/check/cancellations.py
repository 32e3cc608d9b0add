"""What a carrier must take back."""

import uuid

from sandbox.check.examination import Check, Examination, Failed, Skipped


def _cancellation(examination: Examination) -> str:
    _carrier(examination)
    asked = examination.question()
    examination.takes(asked)
    order_id = asked.key.partition(":")[0]
    first, again = examination.cancel(order_id), examination.cancel(order_id)
    for seen in (first, again):
        if not (seen.ok or seen.status == 409):
            raise Failed(f"first {first}; then {again}")
    return f"{first.status}, and {again.status} when told again"


def _unknown_cancellation(examination: Examination) -> str:
    seen = _carrier(examination).cancel(str(uuid.uuid4()))
    if not seen.refused:
        raise Failed(str(seen))
    return seen.brief


def _carrier(examination: Examination) -> Examination:
    if not examination.kind.cancels:
        raise Skipped("only carriers are told of cancellations")
    return examination.working()


CANCELLATIONS = (
    Check(
        "takes a cancellation, and its repeat",
        "a 2xx, or a 409 where it is too late",
        "The customer cancelled; a shipment on its way would come back at your cost.",
        _cancellation,
    ),
    Check(
        "refuses to cancel what it does not know",
        "a 4xx, best 404",
        "A 2xx would be believed: the order counts as stopped.",
        _unknown_cancellation,
    ),
)
