"""Check a partner's endpoint: URL=https://... SECRET=whsec_... python -m sandbox.check.

It sends marked test orders (header X-Waybill-Test, external_id WAYBILL-TEST-...), and takes back
what can be taken back.
"""

import sys

from sandbox.check.arguments import arguments
from sandbox.check.checks import examine
from sandbox.check.endpoint import Endpoint
from sandbox.check.examination import Examination
from sandbox.check.kinds import KINDS
from sandbox.check.report import Outcome, written
from sandbox.check.tidying import tidied


def main() -> None:
    """Check, report, and exit with 1 where something failed."""
    asked = arguments(__doc__)
    kind = KINDS[asked.kind]
    endpoint = Endpoint(asked.url, asked.secret, asked.timeout, kind.most_bytes)
    examination = Examination(endpoint, kind)
    print(f"Checking {asked.url} ({asked.kind}), with marked test orders.\n")
    results = list(examine(examination))
    print(written(results))
    for line in tidied(examination):
        print(line)
    endpoint.close()
    sys.exit(any(result.outcome is Outcome.FAIL for result in results))


if __name__ == "__main__":
    main()
