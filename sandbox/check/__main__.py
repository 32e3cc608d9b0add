"""Check a partner's endpoint: URL=https://... SECRET=whsec_... python -m sandbox.check.

It sends marked test orders (header X-Waybill-Test, external_id WAYBILL-TEST-...), and takes back
what can be taken back.
"""

import argparse
import ipaddress
import os
import sys
from urllib.parse import urlsplit

from sandbox.check.checks import examine
from sandbox.check.endpoint import Endpoint
from sandbox.check.examination import Examination
from sandbox.check.kinds import KINDS
from sandbox.check.report import Outcome, written
from sandbox.check.tidying import tidied
from sandbox.signing import is_secret

UNCONFIRMED = """{url} is not on this machine.
The check sends about 30 marked test orders to it (header X-Waybill-Test: partner-check, external_id
WAYBILL-TEST-..., a test address), some of them wrong on purpose. Whoever works there may take them
for real ones. If that is agreed, say so: CONFIRM=yes."""


def main() -> None:
    """Check, report, and exit with 1 where something failed."""
    asked = _parser().parse_args()
    _see_that_it_can_be_done(asked)
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


def _see_that_it_can_be_done(asked: argparse.Namespace) -> None:
    if not asked.url or not asked.secret:
        sys.exit("URL=https://... and SECRET=whsec_... are needed")
    parts = urlsplit(asked.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        sys.exit(f"{asked.url} is no http or https address")
    if not is_secret(asked.secret):
        sys.exit("SECRET is a Standard Webhooks secret: whsec_ and base64")
    if not _is_here(parts.hostname) and asked.confirm != "yes":
        sys.exit(UNCONFIRMED.format(url=asked.url))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.check", description=__doc__)
    said = os.environ.get
    parser.add_argument("--url", default=said("URL", ""), help="the root of the partner's paths")
    parser.add_argument("--secret", default=said("SECRET", ""), help="best by the variable SECRET")
    parser.add_argument("--kind", choices=list(KINDS), default=said("KIND") or "carrier")
    parser.add_argument("--timeout", type=float, default=said("TIMEOUT") or 10, help="seconds")
    parser.add_argument("--confirm", default=said("CONFIRM", ""), help="yes: beyond this machine")
    return parser


if __name__ == "__main__":
    main()
