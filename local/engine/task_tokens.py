"""What waiting for a token lacks: a time of its own, an end if it never began, and whose it is.

MiniStack knows fixed times only, waits a day for an answer to what a Lambda failed to ask, and
cannot tell from a token whether a role may resume it.
"""

import base64
import json
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_actions
from ministack.services import stepfunctions

from local.engine.seams import replace

_of_machine: ContextVar[str | None] = ContextVar("of_machine", default=None)
_waiting: ContextVar[str | None] = ContextVar("waiting", default=None)
_RESUMES = ("SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat")


def install() -> None:
    """Let a waiting state end when AWS lets it end, and a token name its machine."""
    replace(stepfunctions, "_execute_task", _timed)
    replace(stepfunctions, "new_uuid", _telling)
    replace(stepfunctions, "_invoke_with_callback", _awaited)
    replace(stepfunctions, "_call_lambda", _failing)
    replace(iam_actions, "extract_resource_arn", _owned)


def _timed(native: Any) -> Any:
    def execute_task(state: Any, given: Any, execution: Any, context: Any) -> Any:
        if path := state.get("TimeoutSecondsPath"):
            state = {**state, "TimeoutSeconds": stepfunctions._resolve_path(path, given)}
        if ".waitForTaskToken" in state.get("Resource", ""):
            _of_machine.set(execution["stateMachineArn"])
        return native(state, given, execution, context)

    return execute_task


def _telling(native: Any) -> Any:
    """Make the next id after a wait began a token, which holds its machine as AWS's does."""

    def new_uuid() -> str:
        machine = _of_machine.get()
        _of_machine.set(None)
        made: str = native()
        return made if machine is None else _token(machine, made)

    return new_uuid


def _awaited(native: Any) -> Any:
    def invoke_with_callback(resource: str, given: Any, token: str, state: Any) -> Any:
        mark = _waiting.set(token)
        try:
            return native(resource, given, token, state)
        finally:
            _waiting.reset(mark)

    return invoke_with_callback


def _failing(native: Any) -> Any:
    def call_lambda(function: Any, event: Any) -> Any:
        token = _waiting.get()
        try:
            return native(function, event)
        except stepfunctions._ExecutionError as error:
            if token and (task := stepfunctions._task_tokens.get(token)):
                task["error"] = {"Error": error.error, "Cause": error.cause}
                task["event"].set()
            raise

    return call_lambda


def _owned(native: Any) -> Any:
    def extract_resource_arn(service: str, method: str, path: str, *rest: Any) -> Any:
        headers, body, *_ = rest
        target = headers.get("x-amz-target", "")
        if service == "states" and target.rpartition(".")[2] in _RESUMES:
            return _machine(json.loads(body).get("taskToken", ""))
        return native(service, method, path, *rest)

    return extract_resource_arn


def _token(machine: str, made: str) -> str:
    return base64.urlsafe_b64encode(f"{machine} {made}".encode()).decode()


def _machine(token: str) -> str:
    """Return the machine that a token is of; of one that is none, nobody may resume anything."""
    try:
        return base64.urlsafe_b64decode(token).decode().partition(" ")[0]
    except ValueError:
        return "*"
