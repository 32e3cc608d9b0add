"""The state machine that waits for partners: started by name, resumed by token, never asked."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.carrier_gateway.application.executions import Attempt, Ending
from chalicelib.carrier_gateway.domain.task import Task
from eventing import aws

MAX_OUTPUT_BYTES, MAX_ERROR, MAX_CAUSE = 262_144, 256, 32_768
STARTED_BEFORE = "ExecutionAlreadyExists"
# The task has ended, by time or by its execution, or was never ours: nobody waits.
WAITS_NO_MORE = ("TaskDoesNotExist", "TaskTimedOut", "InvalidToken")


class ConversationMachine:
    """The state machine `arn`."""

    def __init__(self, arn: str) -> None:
        self._arn = arn

    def start(self, attempt: Attempt, timeout_s: int) -> None:
        """Start the execution of `attempt`, with ids only; started before is started."""
        given = {
            "order_id": attempt.order_id,
            "task_type": attempt.task_type,
            "attempt": attempt.number,
            "callback_id": attempt.callback_id,
            "timeout_s": timeout_s,
        }
        with _unless(STARTED_BEFORE):
            aws.client("stepfunctions").start_execution(
                stateMachineArn=self._arn, name=attempt.name, input=json.dumps(given)
            )

    def end(self, token: str, ending: Ending) -> None:
        """Resume the execution that waits with `token`."""
        with _unless(*WAITS_NO_MORE):
            if ending.code:
                aws.client("stepfunctions").send_task_failure(
                    taskToken=token, error=ending.code[:MAX_ERROR], cause=ending.message[:MAX_CAUSE]
                )
            else:
                aws.client("stepfunctions").send_task_success(
                    taskToken=token, output=_bounded(json.dumps(dict(ending.output)))
                )


def waited_for(given: Mapping[str, Any]) -> tuple[Attempt, int]:
    """Return the attempt that an execution was started for, and how long it waits."""
    task = Task(given["task_type"])
    attempt = Attempt(given["order_id"], task, given["attempt"], given["callback_id"])
    return attempt, given["timeout_s"]


@contextmanager
def _unless(*codes: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise


def _bounded(output: str) -> str:
    """Leave out what Step Functions would refuse: it is in the conversation anyway."""
    return output if len(output.encode()) <= MAX_OUTPUT_BYTES else "{}"
