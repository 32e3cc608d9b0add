"""Stands in for the error names of Lambda: MiniStack answers `Runtime.HandlerError` for all.

Step Functions retries and catches by these names, so without them a `Catch` never matches.
"""

import re
from typing import Any

from ministack.services import lambda_svc

from local.engine.seams import replace

LOST = "Runtime.HandlerError"
# Frames are indented; the first line after them that is not names the exception.
_TRACEBACK = re.compile(
    r"^Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*([\w.]+)", re.MULTILINE
)


def install() -> None:
    replace(lambda_svc, "_execute_function_warm", _naming_errors)


def _naming_errors(execute: Any) -> Any:
    def execute_function_warm(func: Any, event: Any, request_id: str) -> dict[str, Any]:
        result: dict[str, Any] = execute(func, event, request_id)
        body = result.get("body")
        if result.get("error") and isinstance(body, dict) and body.get("errorType") == LOST:
            body["errorType"] = error_name(result.get("log") or "") or LOST
        return result

    return execute_function_warm


def error_name(log: str) -> str | None:
    """Find the class name in the last traceback of `log`, without its module, as AWS gives it."""
    found = _TRACEBACK.findall(log)
    return found[-1].rpartition(".")[2] if found else None
