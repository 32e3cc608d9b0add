"""Answers `POST /orders` over and over: run alone, with nothing but one unpacked package to import.

What the handler writes is thrown away, as Lambda's log is elsewhere.
Its first line of input is one proxy event; each further line says how many orders to place, each
with a key of its own, and is answered with the microseconds of CPU that one took.
"""

import copy
import importlib
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

CONTEXT = SimpleNamespace(aws_request_id="0", function_name="orders", memory_limit_in_mb=1024)


def events(template: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    for _ in range(number):
        event = copy.deepcopy(template)
        event["headers"]["Idempotency-Key"] = str(uuid.uuid4())
        yield event


def cpu_us(handler: Callable[..., dict[str, Any]], asked: list[dict[str, Any]]) -> float:
    """Place the orders `asked`; microseconds of CPU for each."""
    began = time.process_time_ns()
    answers = [handler(event, CONTEXT) for event in asked]
    took = time.process_time_ns() - began
    for answer in answers:
        if answer["statusCode"] != 201:
            sys.exit(f"not placed: {answer}")
    return took / len(asked) / 1000


def main(folder: str, module: str, name: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.path.insert(0, folder)
    handler = getattr(importlib.import_module(module), name)
    template = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        print(cpu_us(handler, list(events(template, int(line)))), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
