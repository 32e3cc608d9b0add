"""The executions that wait for partners, in memory: what was started, and how each ended."""

from dataclasses import dataclass, field

from chalicelib.carrier_gateway.application.executions import Attempt, Ending, Waiting


@dataclass
class MemoryTasks:
    """The newest attempt of each task, and how it ended."""

    tasks: dict[tuple[str, str], Waiting] = field(default_factory=dict)
    ended: dict[tuple[str, str], str] = field(default_factory=dict)

    def put(self, waiting: Waiting) -> bool:
        key = (waiting.attempt.order_id, waiting.attempt.task_type)
        if key in self.tasks and self.tasks[key].attempt.number > waiting.attempt.number:
            return False
        self.tasks[key] = waiting
        self.ended.pop(key, None)
        return True

    def end(self, attempt: Attempt, status: str) -> str | None:
        key = (attempt.order_id, attempt.task_type)
        task = self.tasks.get(key)
        if not task or task.attempt != attempt:
            return None
        self.ended[key] = status
        return task.token


@dataclass
class FakeMachine:
    """Remembers what it was told; `fault` is raised instead, once."""

    started: dict[str, int] = field(default_factory=dict)
    ended: dict[str, Ending] = field(default_factory=dict)
    fault: Exception | None = None

    def start(self, attempt: Attempt, timeout_s: int) -> None:
        self._fail()
        self.started.setdefault(attempt.name, timeout_s)

    def end(self, token: str, ending: Ending) -> None:
        self._fail()
        self.ended.setdefault(token, ending)

    def _fail(self) -> None:
        fault, self.fault = self.fault, None
        if fault:
            raise fault
