"""Which failures of a stage are tried again by themselves, and how often."""

from chalicelib.orders.domain.plan import Stage

TRIES = 2
PASSING = {"no_answer", "unreachable"}
PATIENT = {Stage.ENRICHMENT, Stage.TAX_DOCUMENT}


def asks_again(stage: Stage, code: str, *, retryable: bool, tries: int) -> bool:
    """Tell whether a question that was put `tries` times is put again without a person.

    Only where the partner was not heard, and only once more: the gateway itself tried for the
    partner's whole deadline. A carrier's failure never is, nor what somebody said no to.
    """
    return stage in PATIENT and retryable and code in PASSING and tries < TRIES
