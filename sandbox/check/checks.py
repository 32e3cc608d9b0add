"""The checks: each asks for something, and says what it saw, what is expected and why."""

from collections.abc import Iterator

from sandbox.check.cancellations import CANCELLATIONS
from sandbox.check.examination import Check, Examination, Failed
from sandbox.check.refusals import REFUSALS
from sandbox.check.repeats import REPEATS
from sandbox.check.report import Result
from sandbox.check.taking import TAKING


def examine(examination: Examination) -> Iterator[Result]:
    """Make every check, in the order in which they build on each other."""
    for check in CHECKS:
        yield check.result(examination)


def _in_time(examination: Examination) -> str:
    endpoint = examination.endpoint
    if endpoint.slowest_ms > endpoint.timeout_s * 1000:
        raise Failed(f"the slowest took {endpoint.slowest_ms} ms")
    examination.working()
    return f"the slowest took {endpoint.slowest_ms} ms of {endpoint.timeout_s * 1000:g}"


CHECKS = (
    *TAKING,
    *REPEATS,
    *REFUSALS,
    *CANCELLATIONS,
    Check(
        "answers in time",
        "every answer within the time-out",
        "A late answer counts as none. What takes long is answered 202, and later by callback.",
        _in_time,
    ),
)
