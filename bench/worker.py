"""Answers requests over and over: run alone, with nothing but one unpacked package to import.

What the handler writes is thrown away, as Lambda's log is elsewhere.
Each line of input is a JSON list of proxy events, answered with the microseconds of CPU that one
of them took.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

CONTEXT = SimpleNamespace(aws_request_id="0", function_name="api", memory_limit_in_mb=1024)


def cpu_us(handler: Callable[..., dict[str, Any]], events: list[dict[str, Any]]) -> float:
    """Answer `events`; microseconds of CPU for each."""
    began = time.process_time_ns()
    answers = [handler(event, CONTEXT) for event in events]
    took = time.process_time_ns() - began
    for answer in answers:
        if answer["statusCode"] >= 300:
            sys.exit(f"refused: {answer}")
    return took / len(events) / 1000


def main(folder: str, module: str, name: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.path.insert(0, folder)
    handler = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        print(cpu_us(handler, json.loads(line)), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
