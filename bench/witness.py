"""The local engine with a witness: what our functions and pipes ask of it, one JSON line each.

It runs in the place of `local.engine`; WAYBILL_WITNESS names the file.
Every run of a function has a trace id of its own, and botocore sends it with each call.
"""

import json
import os
import threading
import time
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from ministack import app
from ministack.services import lambda_svc, stepfunctions

from local.engine import additions
from local.engine.seams import replace

_lock = threading.Lock()
_run: ContextVar[str | None] = ContextVar("run", default=None)


def tell(**seen: Any) -> None:
    with _lock, open(os.environ["WAYBILL_WITNESS"], "a", encoding="utf-8") as file:  # noqa: PTH123
        file.write(json.dumps(seen) + "\n")


def watching_calls(application: Any) -> Any:
    """Tell of every call of AWS that one of our functions or pipes makes."""

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        asked, answered = bytearray(), bytearray()

        async def hear() -> Any:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def say(message: Any) -> None:
            answered.extend(message.get("body", b""))
            await send(message)

        await application(scope, hear, say)
        if scope["type"] == "http":
            _tell_call(scope, bytes(asked), bytes(answered))

    return watched


def _tell_call(scope: Any, asked: bytes, answered: bytes) -> None:
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    operation = operation_of(headers, scope["method"], scope["path"], asked)
    run = headers.get("x-amzn-trace-id")
    if run or operation == "AWSEvents.PutEvents":
        tell(what="call", run=run, operation=operation, asked=_json(asked), answer=_json(answered))


def operation_of(headers: dict[str, str], method: str, path: str, asked: bytes) -> str:
    """Name what is asked for, as `AmazonSQS.SendMessage`; older protocols name only the action."""
    if target := headers.get("x-amz-target"):
        return target
    if "/s3/aws4_request" in headers.get("authorization", ""):
        return f"AmazonS3.{method.capitalize()}Object"
    action = parse_qs(asked.decode(errors="replace")).get("Action")
    return action[0] if action else path


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return {}


def watching_runs(execute: Any) -> Any:
    """Tell of every run of a function: for what it ran, how long, and how much it wrote."""

    def execute_watched(function: Any, event: Any, request_id: str) -> Any:
        run = f"Root=1-00000000-{request_id.replace('-', '')[:24]};Parent={'0' * 16};Sampled=1"
        token, began = _run.set(run), time.monotonic()
        try:
            result = execute(function, event, request_id)
        finally:
            _run.reset(token)
        config = function.get("config") or function
        tell(
            what="run",
            run=run,
            function=config["FunctionName"],
            memory=config["MemorySize"],
            ms=(time.monotonic() - began) * 1000,
            log_bytes=len((result.get("log") or "").encode()),
            **_cause(event),
        )
        return result

    return execute_watched


def _cause(event: Any) -> dict[str, Any]:
    if isinstance(event, list):
        return {"cause": "pipe", "records": len(event)}
    if "Records" in event:
        return {
            "cause": event["Records"][0]["eventSourceARN"].rpartition(":")[2],
            "records": len(event["Records"]),
        }
    if event.get("source") == "aws.events":
        return {"cause": "tick", "records": 1}
    kinds = {"httpMethod": "request", "methodArn": "authorizer"}
    cause = next((kinds[name] for name in kinds if name in event), "execution")
    return {"cause": cause, "records": 1}


def watching_executions(add_event: Any) -> Any:
    """Tell of every execution of a state machine when it ends: its states, and how long it took."""

    def add_event_watched(execution: Any, kind: str, details: Any = None) -> Any:
        event = add_event(execution, kind, details)
        if kind in ("ExecutionSucceeded", "ExecutionFailed"):
            _tell_execution(execution)
        return event

    return add_event_watched


def _tell_execution(execution: Any) -> None:
    machine = stepfunctions._state_machines[execution["stateMachineArn"]]  # noqa: SLF001
    history = execution["events"]
    entered = [one for one in history if one["type"].endswith("StateEntered")]
    # The engine rests a little before the first state.
    began, ended = (datetime.fromisoformat(one["timestamp"]) for one in (entered[0], history[-1]))
    tell(
        what="execution",
        execution=execution["executionArn"],
        machine=machine["name"],
        type=machine["type"],
        states=[one["stateEnteredEventDetails"]["name"] for one in entered],
        ms=(ended - began) / timedelta(milliseconds=1),
    )


if __name__ == "__main__":
    additions.install()
    replace(app, "app", watching_calls)
    replace(lambda_svc, "_execute_function_warm", watching_runs)
    replace(stepfunctions, "_add_event", watching_executions)
    replace(
        lambda_svc,
        "_xray_trace_id_for_invocation",
        lambda native: lambda *a: _run.get() or native(*a),
    )
    app.main()
