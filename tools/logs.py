"""Follow the log of a service: python -m tools.logs orders --stage dev --since 10."""

import argparse
import time

import boto3

from tools.services import SERVICES, STAGES

LOOK_EVERY_S = 2
NOT_OURS = ("INIT_START", "START", "END", "REPORT")


def follow(group: str, since_ms: int) -> None:
    """Print what our code says in a log group from a time on, until Ctrl-C."""
    pages = boto3.client("logs").get_paginator("filter_log_events")
    # A line may come late, and beside others of its millisecond.
    printed: set[tuple[str, int, str]] = set()
    while True:
        for page in pages.paginate(logGroupName=group, startTime=since_ms):
            for line in page["events"]:
                known_by = (line["logStreamName"], line["timestamp"], line["message"])
                if known_by not in printed and not line["message"].startswith(NOT_OURS):
                    printed.add(known_by)
                    print(line["message"].rstrip(), flush=True)
        time.sleep(LOOK_EVERY_S)


def main() -> None:
    """Follow what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tools.logs", description=__doc__)
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--stage", choices=STAGES, default="dev")
    parser.add_argument("--since", type=int, default=10, metavar="MINUTES")
    asked = parser.parse_args()
    follow(f"/waybill/{asked.stage}/{asked.service}", int(time.time() - 60 * asked.since) * 1000)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()
