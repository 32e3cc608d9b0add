"""The state machine `stage-failures`: what it is started with, and what its two steps answer."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from chalicelib.orders.application.failures import Failures, StageFailure
from eventing import aws

INPUT = TypeAdapter(StageFailure)
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]")
LONGEST_NAME = 80


class StageFailures:
    """The machine `arn`; one execution for each failure, however often it is told."""

    def __init__(self, arn: str) -> None:
        self._arn = arn

    def hand_in(self, failure: StageFailure) -> None:
        """Start the execution that is named after the failure, unless it was started before."""
        client = aws.client("stepfunctions")
        try:
            client.start_execution(
                stateMachineArn=self._arn,
                name=name_of(failure),
                input=INPUT.dump_json(failure).decode(),
            )
        except client.exceptions.ExecutionAlreadyExists:
            return


def name_of(failure: StageFailure) -> str:
    """Name the execution after the event that told of the failure."""
    return NOT_IN_A_NAME.sub("-", failure.cause.event_id)[-LONGEST_NAME:]


def classify(event: Mapping[str, Any], failures: Failures) -> dict[str, Any]:
    """Answer the machine's first step: whether the question is put again, and after how long."""
    pause = failures.ask_again_after(_failure(event))
    return {"ask_again": pause is not None, "wait_s": int(pause.total_seconds()) if pause else 0}


def apply(event: Mapping[str, Any], failures: Failures) -> None:
    """Do the machine's last step, as `decision` in its state says."""
    failures.apply(_failure(event), ask_again=event["decision"]["ask_again"])


def _failure(event: Mapping[str, Any]) -> StageFailure:
    return INPUT.validate_python(dict(event))
