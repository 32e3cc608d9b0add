"""The executions that wait for partners: one for each attempt, and each ends with its answer.

An answer is stored in its conversation first, and then looked for here; a token is stored here
first, and then the conversation looked at: whichever comes second finds the other.
An execution only follows its conversation: one that is lost harms nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.carrier_gateway.domain.task import Task

# Beyond all that may be waited for, so that the sweep is first.
SLACK_S = 3600
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The `number`th time that a partner or a person is asked for one task of an order."""

    order_id: str
    task_type: Task
    number: int
    callback_id: str

    @property
    def name(self) -> str:
        """What the execution is called: derived, so that no attempt has two; under 80 letters."""
        return f"{self.order_id}-{self.task_type}-{self.number}"


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended: with what came of it, or, where `code` says so, with a failure."""

    output: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    message: str = ""

    @property
    def status(self) -> str:
        """What is noted of the task."""
        return "FAILED" if self.code else str(self.output["status"])


SUPERSEDED = Ending({"status": "SUPERSEDED"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """An execution that waits; `token` resumes it and is told to nobody."""

    attempt: Attempt
    token: str = field(repr=False)
    created_at: datetime
    expires_at: datetime


class Tasks(Protocol):
    """The tokens of the newest attempts."""

    def put(self, waiting: Waiting) -> bool:
        """Keep `waiting` in the place of an older attempt; False if a newer one is there."""
        ...

    def end(self, attempt: Attempt, status: str) -> str | None:
        """Note how `attempt` ended; return its token, None where nothing waits for it."""
        ...


class Machine(Protocol):
    """What runs the executions."""

    def start(self, attempt: Attempt, timeout_s: int) -> None:
        """Have an execution wait for the answer to `attempt`; one that is there is enough."""
        ...

    def end(self, token: str, ending: Ending) -> None:
        """Resume the execution that waits with `token`; one that waits no more is no error."""
        ...


@dataclass(frozen=True, slots=True)
class Executions:
    """Starts, finds and ends the executions of attempts."""

    tasks: Tasks
    machine: Machine
    clock: Callable[[], datetime]

    def begin(self, attempt: Attempt, waits_s: int) -> None:
        """Let an execution wait for `attempt`, somewhat longer than `waits_s`."""
        self.machine.start(attempt, waits_s + SLACK_S)

    def wait(
        self, attempt: Attempt, token: str, timeout_s: int, look: Callable[[], Ending | None]
    ) -> None:
        """Keep the token of `attempt`, then `look` whether the attempt has ended meanwhile."""
        now = self.clock()
        waiting = Waiting(attempt, token, now, now + timedelta(seconds=timeout_s) + KEPT)
        if self.tasks.put(waiting):
            self.follow(attempt, look())
        else:
            self.machine.end(token, SUPERSEDED)

    def follow(self, attempt: Attempt, ending: Ending | None) -> None:
        """End what waits for `attempt`, if it has ended and anything does.

        Whoever repeats this ends it again, which is no error, so that nothing is left undone.
        """
        if ending and (token := self.tasks.end(attempt, ending.status)):
            self.machine.end(token, ending)
