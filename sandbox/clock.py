"""The partner's own clock: it can run fast, stand still, and be put forward."""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

FASTEST = 10_000_000


class NoSuchTime(ValueError):
    """The clock cannot be set so; the message says why."""


@dataclass(frozen=True)
class Setting:
    """From the moment `real` on, when it showed `shown`, it runs `speed` times as fast as time."""

    real: float
    shown: float
    speed: float = 1
    paused: bool = False

    def shows(self, real: float) -> float:
        return self.shown if self.paused else self.shown + (real - self.real) * self.speed


class Clock:
    """All times are in seconds since 1970; `real` is what another clock on the wall would show."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self._lock = threading.Lock()
        self.changed: Callable[[], None] = lambda: None
        self._setting = Setting(real(), real())

    def now(self) -> float:
        return self._setting.shows(self._real())

    def wait_s(self, moment: float) -> float | None:
        """Give the real seconds until the clock shows `moment`; None when it stands still."""
        setting, left = self._setting, moment - self.now()
        if left <= 0:
            return 0
        return None if setting.paused else left / setting.speed

    def real(self, moment: float) -> float:
        """Give the real moment at which the clock showed `moment`, as far as it still knows."""
        setting = self._setting
        passed = 0 if setting.paused else (moment - setting.shown) / setting.speed
        return min(self._real(), setting.real + max(0, passed))

    def set(self, *, speed: float | None = None, paused: bool | None = None) -> None:
        """Let it run at another speed, stand still, or run again."""
        if speed is not None and not 0 < speed <= FASTEST:
            raise NoSuchTime(f"speed is more than 0 and at most {FASTEST}")
        now = self._setting
        self._change(
            speed=now.speed if speed is None else speed,
            paused=now.paused if paused is None else paused,
        )

    def advance(self, seconds: float) -> None:
        """Put it forward at once."""
        if not 0 <= seconds <= 10 * 366 * 86400:
            raise NoSuchTime("seconds are from 0 to ten years")
        self._change(ahead=seconds)

    def reset(self) -> None:
        self._setting = Setting(self._real(), self._real())
        self.changed()

    def kept(self) -> dict[str, Any]:
        """Return what `restore` needs to go on."""
        return asdict(self._setting)

    def restore(self, kept: dict[str, Any]) -> None:
        self._setting = Setting(**kept)

    def _change(self, *, ahead: float = 0, **changes: Any) -> None:
        with self._lock:
            real = self._real()
            shown = self._setting.shows(real) + ahead
            self._setting = replace(self._setting, real=real, shown=shown, **changes)
        self.changed()

    @property
    def speed(self) -> float:
        return self._setting.speed

    @property
    def paused(self) -> bool:
        return self._setting.paused
