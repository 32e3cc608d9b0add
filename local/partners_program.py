"""The simulated partners as a program behind."""

import sys
import urllib.error
import urllib.request

from local import background
from local.background import Program
from local.partners import urls
from local.place import REPOSITORY, Place


def start(place: Place) -> bool:
    """Start the partners of `place`; False when they run already."""
    return Program(
        name="The simulated partners",
        command=[sys.executable, "-m", "local.partners"],
        pid=place.pid("partners"),
        log=place.log("partners"),
        environment={
            **place.aws_environment(),
            "WAYBILL_STATE": str(place.state),
            "WAYBILL_PORT": str(place.port),
        },
        folder=REPOSITORY,
    ).start(lambda: all(map(_answers, urls(place).values())))


def stop(place: Place) -> bool:
    return background.stop(place.pid("partners"))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/control", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
