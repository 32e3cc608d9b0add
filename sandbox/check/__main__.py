"""Check a partner's endpoint: URL=https://... SECRET=whsec_... python -m sandbox.check.

It sends marked test orders (header X-Waybill-Test, external_id WAYBILL-TEST-...), and takes back
what can be taken back.
"""

import sys
from collections.abc import Iterable

from sandbox.check.arguments import arguments
from sandbox.check.checks import examine
from sandbox.check.endpoint import Endpoint
from sandbox.check.examination import Examination
from sandbox.check.kinds import KINDS
from sandbox.check.report import Outcome, summary
from sandbox.check.tidying import tidied


def main() -> None:
    """Check, take back what was taken, and exit with 1 where something failed."""
    asked = arguments(__doc__)
    kind = KINDS[asked.kind]
    endpoint = Endpoint(asked.url, asked.secret, asked.timeout, kind.most_bytes)
    examination = Examination(endpoint, kind)
    _say([f"Checking {asked.url} ({asked.kind}), with marked test orders.", ""])
    try:
        is_sound = _is_sound(examination)
    except KeyboardInterrupt:
        is_sound = False
        _say(["Stopped."])
    _say(tidied(examination))
    endpoint.close()
    sys.exit(not is_sound)


def _is_sound(examination: Examination) -> bool:
    """Make the checks, and say each result at once: a slow partner takes minutes."""
    results = []
    for result in examine(examination):
        results.append(result)
        _say(result.lines())
    _say(summary(results))
    return all(result.outcome is not Outcome.FAIL for result in results)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
