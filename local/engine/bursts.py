"""What a burst of calls lacks: a bound on how many workers of one function it starts.

MiniStack starts a process for every call that finds no free one and unpacks the function's code
for it, so hundreds of calls that begin together would keep each other from ever being answered.
"""

from threading import BoundedSemaphore
from typing import Any

from ministack.services import lambda_svc

from local.engine.seams import replace

AT_ONCE = 4

# A function that waits for a call of itself must get through in the end.
PATIENCE_S = 60


def install() -> None:
    """Let `AT_ONCE` calls of one function run at a time; the others wait their turn."""
    replace(lambda_svc, "_execute_function_warm", _in_turn)


def _in_turn(native: Any) -> Any:
    places: dict[str, BoundedSemaphore] = {}

    def execute(function: Any, event: Any, request_id: str) -> Any:
        place = places.setdefault(function["config"]["FunctionArn"], BoundedSemaphore(AT_ONCE))
        is_mine = place.acquire(timeout=PATIENCE_S)
        try:
            return native(function, event, request_id)
        finally:
            if is_mine:
                place.release()

    return execute
