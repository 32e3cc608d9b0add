"""Programs that run behind: a locked pid file says that one lives, for as long as it lives."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LOOK_EVERY_S = 0.05
LONGEST_LOG_BYTES = 20_000_000
_ours: dict[int, "subprocess.Popen[bytes]"] = {}


class DidNotStart(Exception):
    """The program died or never got ready; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Program:
    """What to run, where its pid and its output go; `pid` and `log` are files."""

    name: str
    command: Sequence[str]
    pid: Path
    log: Path
    environment: Mapping[str, str]
    folder: Path

    def start(self, is_ready: Callable[[], bool], patience_s: float = 120) -> bool:
        """Start and wait until it is ready; False when it was running already."""
        self.pid.parent.mkdir(parents=True, exist_ok=True)
        with self.pid.open("a+") as pid_file:
            if not _lock(pid_file):
                self._await_other(is_ready, patience_s)
                return False
            pid_file.seek(0)
            _bury(pid_file.read())
            process = self._spawn(pid_file.fileno())
            pid_file.truncate(0)
            pid_file.write(str(process.pid))
        _ours[process.pid] = process
        self._await(process, is_ready, patience_s)
        return True

    def _spawn(self, lock: int) -> "subprocess.Popen[bytes]":
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            return subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                cwd=self.folder,
                # The lock lives as long as an open copy of the file, so the program keeps one.
                pass_fds=[lock],
                start_new_session=True,
            )

    def _await(
        self, process: "subprocess.Popen[bytes]", is_ready: Callable[[], bool], patience_s: float
    ) -> None:
        deadline = time.monotonic() + patience_s
        while not is_ready():
            if process.poll() is not None:
                raise DidNotStart(f"{self.name} died.\n{self._last_lines()}")
            if time.monotonic() > deadline:
                stop(self.pid)
                raise DidNotStart(f"{self.name} was not ready in time.\n{self._last_lines()}")
            time.sleep(LOOK_EVERY_S)

    def _await_other(self, is_ready: Callable[[], bool], patience_s: float) -> None:
        """Wait for one that somebody else has just started."""
        deadline = time.monotonic() + patience_s
        while not is_ready() and is_running(self.pid) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY_S)

    def _last_lines(self, count: int = 20) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join([*lines[-count:], f"(all of it: {self.log})"])


def is_running(pid: Path) -> bool:
    if not pid.exists():
        return False
    with pid.open("a+") as pid_file:
        return not _lock(pid_file)


def stop(pid: Path, patience_s: float = 15) -> bool:
    """Ask the program to end, kill what does not in time; False when it was not running."""
    if not is_running(pid):
        _forget(pid)
        return False
    number = int(pid.read_text())
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGTERM)
    _await_end(pid, patience_s)
    # What the program started itself is in its group, and must not outlive it.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(number, signal.SIGKILL)
    _await_end(pid, patience_s)
    _forget(pid)
    return True


def _forget(pid: Path) -> None:
    """Take leave of a program that ended."""
    if not pid.exists():
        return
    _bury(pid.read_text())
    pid.unlink(missing_ok=True)


def _bury(number: str) -> None:
    """Wait for a program that ended, if it was one of our own: nobody else does."""
    if number and (process := _ours.pop(int(number), None)):
        process.wait()


def _await_end(pid: Path, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
