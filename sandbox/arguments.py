"""What the command takes, and what it says of what it does not."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from sandbox.clock import FASTEST
from sandbox.connection import IS_SECRET, IS_URL, is_url
from sandbox.program import KINDS
from sandbox.scenarios import SCENARIOS
from sandbox.signing import is_secret

USAGE = "python -m sandbox [{kinds}] [--help] [--port PORT] [--gateway URL] [...]"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
PASSWORD = re.compile(r"[ -~]{1,128}")
KEY = re.compile(r"[!-~]{1,128}")


def parser() -> argparse.ArgumentParser:
    """Make the parser; what it lets pass can be started."""
    usage = USAGE.format(kinds=" | ".join(KINDS))
    made = argparse.ArgumentParser(
        prog="python -m sandbox",
        usage=usage,
        description="Start one simulated partner, until Ctrl-C.",
        allow_abbrev=False,
    )
    made.add_argument("kind", nargs="?", choices=list(KINDS), default="carrier")
    _add_partner(made)
    _add_gateway(made)
    _add_locks(made)
    _add_parcels(made)
    return made


def _add_partner(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--port", type=_port, help="8701, 8702 or 8703 by its kind, unless you say otherwise"
    )
    made.add_argument(
        "--name",
        type=_text("1 to 63 small letters, digits and hyphens", NAME.fullmatch),
        help="the partner's id: what it tells goes to /webhooks/{name}",
    )
    made.add_argument(
        "--book",
        type=_book,
        metavar="FILE",
        help="keep everything in this file; else it is forgotten",
    )


def _add_gateway(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--gateway",
        type=_text(IS_URL, lambda text: text == "" or is_url(text)),
        metavar="URL",
        default="",
        help="the URL below which it tells what happens",
    )
    made.add_argument(
        "--api-key",
        type=_text("1 to 128 ASCII characters without spaces", KEY.fullmatch),
        help="what it sends as x-api-key",
    )


def _add_locks(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--secret",
        type=_text(IS_SECRET, is_secret),
        help="the Standard Webhooks secret, whsec_..., for both ways",
    )
    made.add_argument(
        "--password",
        type=_text("1 to 128 ASCII characters", PASSWORD.fullmatch),
        help="be asked by waybill:PASSWORD instead of a signature",
    )


def _add_parcels(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--speed", type=_speed, default=1, help="how fast its clock runs; 86400: a day a second"
    )
    made.add_argument(
        "--scenario",
        choices=list(SCENARIOS),
        metavar="NAME",
        help=f"what becomes of its parcels, unless they say otherwise: {', '.join(SCENARIOS)}",
    )
    made.add_argument("--seed", type=int, help="repeat the same chances")


def _text(rule: str, fits: Callable[[str], object]) -> Callable[[str], str]:
    """Make a type of argument: text that `fits`, as `rule` says it in words."""

    def read(text: str) -> str:
        if not fits(text):
            raise argparse.ArgumentTypeError(f"{text!r} is not {rule}")
        return text

    return read


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 1 to 65535")
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 0 < speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not more than 0 and at most {FASTEST}")
    return speed


def _book(text: str) -> Path:
    """Read a path; a folder that is missing is rather a slip than a wish."""
    file = Path(text)
    if not file.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {str(file.parent)!r}")
    return file
