"""Log lines of JSON that hold ids and numbers; the template makes a metric of `open_gaps`."""

import json
import sys


def say(message: str, **fields: object) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps({"message": message, **fields}) + "\n")
    sys.stdout.flush()
