"""Stands in for durability: MiniStack saves only on a clean stop, so we save while it runs.

What a `kill -9` loses is bounded by the interval. Each service's file is replaced whole, but the
services are saved one after the other, so two of them may differ by the moments between.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import persistence

log = logging.getLogger(__name__)

ATTEMPTS = 5
# Nothing else runs while a large state is copied, so that may take a twentieth of the time at most.
LEAST_RESTS = 20


def install(every_s: float) -> None:
    """Save every `every_s` seconds, less often when that takes long; 0 is never."""
    # It tells of every service it saves, which would be most of the log.
    logging.getLogger("persistence").setLevel(logging.WARNING)
    if every_s > 0:
        threading.Thread(target=_save_for_ever, args=(every_s,), daemon=True).start()


def _save_for_ever(every_s: float) -> None:
    rest_s = every_s
    while True:
        time.sleep(rest_s)
        began = time.monotonic()
        for service, get_state in app._build_persistence_save_dict().items():
            _save(service, get_state)
        rest_s = max(every_s, LEAST_RESTS * (time.monotonic() - began))


def _save(service: str, get_state: Callable[[], Any]) -> None:
    for _ in range(ATTEMPTS):
        try:
            state = get_state()
        except RuntimeError:
            # It changed while it was copied; the next copy is likely to succeed.
            continue
        if state is not None:
            persistence.save_state(service, state)
        return
    log.warning("%s was too busy to be saved; the next round will", service)
