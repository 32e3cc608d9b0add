"""What AWS would bill for what was seen of an order's life on the local engine.

The calls and the runs of functions were really made.
What AWS does by itself around them follows from them: a queue's sends, receives and deletes, a
pipe's reads, an authorizer's runs.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench import capacity
from bench.deployed import batch_size, index_keys, pipe_batch_size, service_of

Seen = Mapping[str, Any]

CHUNK_BYTES = 64 * 1024
# Lambda's own lines about each run: START, END and REPORT.
REPORT_BYTES = 300
# X-Ray takes one request of each second and one in twenty of the others.
TRACED = 0.05
AUTHORIZER_GB_S = 0.5 * 0.010
READS = ("GetItem", "Query")
WRITES = ("PutItem", "UpdateItem")
# What is billed by the call, whatever it holds.
BY_CALL = {
    "GetSecretValue": "secret_read",
    "PutObject": "object_write",
    "GetObject": "object_read",
}
# Step Functions bills what an execution goes through, not what is asked of it.
FREE = ("SendTaskSuccess", "SendTaskFailure")
# Why a function runs; all else is the name of a queue.
NO_QUEUE = ("request", "pipe", "authorizer", "execution")
EXPRESS_GB, EXPRESS_STEP_MS = 64 / 1024, 100


class NotPriced(Exception):
    """Something was asked of AWS that this bill does not know."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is billed: so many `operations`, by `amount` of what `kind` is priced in.

    What is billed by its length or size only, such as a log, is no operation.
    """

    service: str
    kind: str
    what: str
    operations: float
    amount: float


def bill(seen: Sequence[Seen], *, alone: bool) -> list[Line]:
    """Bill one life.

    `alone`: every queue and pipe hands over one message at a time, and every request is its
    caller's first in a minute.
    Else batches are as full as the templates let them be, and the authorizer's answer is known.
    """
    runs = {one["run"]: one for one in seen if one["what"] == "run"}
    executions = {one["execution"]: one for one in seen if one["what"] == "execution"}
    lines: list[Line] = []
    for run in runs.values():
        lines += _run(run, alone=alone)
    for call in (one for one in seen if one["what"] == "call"):
        run = runs.get(call["run"], {"cause": "pipe"})
        if "PutEvents" in call["operation"]:
            lines += _events(call)
        elif "StartExecution" in call["operation"]:
            lines += _execution(call, executions, run)
        else:
            lines += _call(call, run)
    return lines + list(_sent_by_the_bus(seen, runs))


def _run(run: Seen, *, alone: bool) -> Iterator[Line]:
    service, cause = service_of(run["function"]), run["cause"]
    if cause == "authorizer":
        return
    runs = run["records"] / (1 if alone else _batch(run))
    name = run["function"].rpartition("-")[0].rpartition("-")[2]
    yield Line(service, "lambda_request", name, runs, runs)
    yield Line(service, "lambda_gb_s", name, 0, run["memory"] / 1024 * run["ms"] / 1000)
    yield Line(service, "log_byte", name, 0, run["log_bytes"] + REPORT_BYTES * runs)
    yield Line(service, "trace", name, 0, TRACED * runs)
    if cause == "request":
        yield Line(service, "api_request", name, 1, 1)
        yield from _authorizer(service) if alone else ()
    elif cause == "pipe":
        yield Line(service, "stream_read", name, runs, runs)
        yield Line(service, "pipe_request", name, run["records"], run["records"])
    elif cause not in NO_QUEUE:
        yield Line(service, "sqs_request", f"{name} receive and delete", 2 * runs, 2 * runs)


def _batch(run: Seen) -> int:
    """Return how many records or messages a full batch has for the function of `run`."""
    match run["cause"]:
        case "request" | "execution":
            return 1
        case "pipe":
            return pipe_batch_size(run["function"])
        case _:
            return batch_size(run["function"])


def _authorizer(service: str) -> Iterator[Line]:
    yield Line(service, "lambda_request", "Authorize", 1, 1)
    yield Line(service, "lambda_gb_s", "Authorize", 0, AUTHORIZER_GB_S)
    yield Line(service, "log_byte", "Authorize", 0, REPORT_BYTES)
    yield Line(service, "read_unit", "Authorize GetItem", 1, 0.5)


def _call(call: Seen, run: Seen) -> Iterator[Line]:
    if run["cause"] == "authorizer":
        return
    service, asked = service_of(run["function"]), call["asked"]
    name = call["operation"].rpartition(".")[2]
    if name in WRITES:
        units = capacity.write_units(call, index_keys(asked["TableName"]))
        yield Line(service, "write_unit", name, 1, units)
    elif name in READS:
        yield Line(service, "read_unit", name, 1, capacity.read_units(call))
    elif name == "SendMessage":
        chunks = _chunks(asked["MessageBody"])
        yield Line(service, "sqs_request", name, 1, chunks)
    elif name in BY_CALL:
        yield Line(service, BY_CALL[name], name, 1, 1)
    elif "outbound-emails" in name:
        yield Line(service, "mail", "SendEmail", 1, 1)
    elif name not in FREE:
        raise NotPriced(call["operation"])


def _execution(call: Seen, executions: Mapping[str, Seen], starter: Seen) -> Iterator[Line]:
    """Bill what was started; an execution that was there already costs nothing more."""
    if "executionArn" not in call["answer"]:
        return
    one, service = executions[call["answer"]["executionArn"]], service_of(starter["function"])
    if one["type"] == "STANDARD":
        count = transitions(one)
        yield Line(service, "state_transition", one["machine"], count, count)
    else:
        seconds = math.ceil(one["ms"] / EXPRESS_STEP_MS) * EXPRESS_STEP_MS / 1000
        yield Line(service, "express_request", one["machine"], 1, 1)
        yield Line(service, "express_gb_s", one["machine"], 0, EXPRESS_GB * seconds)


def transitions(execution: Seen) -> int:
    """Count the ways into each state that was entered, and the way out of the last."""
    return len(execution["states"]) + 1


def _events(call: Seen) -> Iterator[Line]:
    """Bill what was put on the bus: each event by itself, whoever put it."""
    for entry in call["asked"]["Entries"]:
        service = entry["Source"].removeprefix("waybill.")
        yield Line(service, "event", entry["DetailType"], 1, _chunks(entry["Detail"]))
        yield Line(service, "archived_byte", entry["DetailType"], 0, len(entry["Detail"].encode()))
        if '"api_destination"' in entry["Detail"]:
            yield Line(service, "api_destination", entry["DetailType"], 1, 1)


def _sent_by_the_bus(seen: Sequence[Seen], runs: Mapping[str, Seen]) -> Iterator[Line]:
    """Bill the messages in queues that no function of ours sent there."""
    received, owners = Counter[str](), {}
    for run in runs.values():
        if run["cause"] not in NO_QUEUE:
            received[run["cause"]] += run["records"]
            owners[run["cause"]] = service_of(run["function"])
    urls = (one["asked"]["QueueUrl"] for one in seen if "SendMessage" in one.get("operation", ""))
    ours = Counter(url.rpartition("/")[2] for url in urls)
    for queue, messages in (received - ours).items():
        yield Line(owners[queue], "sqs_request", "EventBridge send", messages, messages)


def _chunks(text: str) -> int:
    return math.ceil(len(text.encode()) / CHUNK_BYTES)
