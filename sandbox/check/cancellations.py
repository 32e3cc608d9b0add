"""What a carrier must take back."""

from sandbox.check.examination import Check, Examination, Failed, Skipped


def _cancellation(examination: Examination) -> str:
    asked = _carrier(examination).question()
    examination.takes(asked)
    first, again = examination.cancel(asked.order), examination.cancel(asked.order)
    confirmed, late = first.ok and again.ok, first.status == again.status == 409
    if not (confirmed or late):
        raise Failed(f"first {first}; then {again}")
    return f"{first.status}, and {again.status} when told again"


def _unknown_cancellation(examination: Examination) -> str:
    seen = _carrier(examination).cancel(examination.question().order)
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
        "both times a 2xx, or a 409 where it is too late",
        "The customer cancelled; a shipment on its way would come back at your cost."
        " Waybill tells it again, unchanged, until it has an answer: a 4xx would count as a no.",
        _cancellation,
    ),
    Check(
        "refuses to cancel what it does not know",
        "a 4xx, best 404",
        "A 2xx would be believed: the order counts as stopped.",
        _unknown_cancellation,
    ),
)
