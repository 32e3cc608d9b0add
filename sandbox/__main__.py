"""Start one simulated partner: python -m sandbox carrier --gateway http://127.0.0.1:8000."""

import argparse
import signal
import sqlite3

from sandbox.arguments import parser
from sandbox.book import Book
from sandbox.connection import Connection
from sandbox.partner import Partner
from sandbox.program import KINDS, RunningPartner
from sandbox.signing import new_secret

NAMES = {"carrier": "acme", "tax-documents": "paperless", "enrichment": "crm"}
PORTS = {"carrier": 8701, "tax-documents": 8702, "enrichment": 8703}


def main() -> None:
    """Run until Ctrl-C."""
    asked = parser().parse_args()
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
    name = asked.name or NAMES[asked.kind]
    partner = KINDS[asked.kind](name, _book(asked), lambda: known, signs=not asked.password)
    if asked.speed != 1:
        partner.clock.set(speed=asked.speed)
    partner.behave({"seed": asked.seed, "scenario": asked.scenario})
    return partner


def _book(asked: argparse.Namespace) -> Book:
    try:
        return Book(asked.book)
    except sqlite3.Error as error:
        raise SystemExit(f"book {asked.book}: {error}") from None


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


if __name__ == "__main__":
    main()
