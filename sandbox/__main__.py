"""Start one simulated partner: python -m sandbox carrier --gateway http://127.0.0.1:8000."""

import argparse
import signal
from pathlib import Path

from sandbox.behaviour import UnknownBehaviour
from sandbox.book import Book
from sandbox.clock import NoSuchTime
from sandbox.connection import Connection
from sandbox.partner import Partner
from sandbox.program import KINDS, RunningPartner
from sandbox.signing import is_secret, new_secret

NAMES = {"carrier": "acme", "tax-documents": "paperless", "enrichment": "crm"}
PORTS = {"carrier": 8701, "tax-documents": 8702, "enrichment": 8703}


def main() -> None:
    """Run until Ctrl-C."""
    asked = _parser().parse_args()
    signals = {signal.SIGTERM, signal.SIGINT}
    # Blocked before any thread starts, so that only the wait below takes them.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    partner = _partner(asked)
    try:
        running = RunningPartner(partner, asked.port or PORTS[asked.kind])
    except OSError as error:
        raise SystemExit(f"port {asked.port or PORTS[asked.kind]}: {error.strerror}") from None
    running.start()
    _tell(running)
    signal.sigwait(signals)
    print("\nstopping")
    running.stop()


def _partner(asked: argparse.Namespace) -> Partner:
    known = Connection(
        asked.gateway,
        asked.api_key or "sandbox",
        asked.secret or new_secret(),
        "waybill",
        asked.password or "sandbox",
    )
    if not is_secret(known.secret):
        raise SystemExit("a secret is whsec_ and base64")
    name = asked.name or NAMES[asked.kind]
    partner = KINDS[asked.kind](name, Book(asked.book), lambda: known, signs=not asked.password)
    try:
        if asked.speed != 1:
            partner.clock.set(speed=asked.speed)
        partner.behave({"seed": asked.seed, "scenario": asked.scenario})
    except (NoSuchTime, UnknownBehaviour) as error:
        raise SystemExit(str(error)) from None
    return partner


def _tell(running: RunningPartner) -> None:
    partner, known = running.partner, running.partner.connection
    lock = f"signed with {known.secret}" if partner.signs else f"as waybill:{known.password}"
    print(f"{partner.name}: {running.url}/ has its page and its control", flush=True)
    print(f"  it takes POST {running.url}{partner.path}, {lock}")
    if known.gateway:
        print(f"  it tells {known.gateway}, with x-api-key {known.api_key}")
    else:
        print("  it only writes down what it would tell: --gateway URL says to whom")
    print("Ctrl-C stops it.", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=list(KINDS), default="carrier")
    parser.add_argument("--port", type=int, help="8701, 8702 or 8703, unless you say otherwise")
    parser.add_argument("--name", help="the partner's id: what it tells goes to /webhooks/{name}")
    parser.add_argument("--gateway", default="", help="the URL below which it tells what happens")
    parser.add_argument("--api-key", help="what it sends as x-api-key")
    parser.add_argument("--secret", help="the Standard Webhooks secret, whsec_..., for both ways")
    parser.add_argument("--password", help="be asked by waybill:PASSWORD instead of a signature")
    parser.add_argument(
        "--speed", type=float, default=1, help="how fast its clock runs; 86400: a day a second"
    )
    parser.add_argument("--scenario", help="what becomes of its parcels, unless they say otherwise")
    parser.add_argument("--seed", type=int, help="repeat the same chances")
    parser.add_argument(
        "--book", type=Path, help="a file to keep everything in; else it is forgotten"
    )
    return parser


if __name__ == "__main__":
    main()
