"""JSON that every reader reads alike: no name given twice, no number that is none elsewhere."""

import json
from collections.abc import Sequence
from math import isfinite
from typing import Any

LONGEST_NAME = 128


class AmbiguousJson(ValueError):
    """Readers would differ about this text; `field` is where, if it has a name."""

    def __init__(self, message: str, field: str = "(body)") -> None:
        super().__init__(message)
        self.field = field


def refuse_ambiguity(text: bytes) -> None:
    """Check a JSON text that was read before, so that neither its form nor its depth is in doubt.

    Raises:
        AmbiguousJson: a name twice in one object, NaN, Infinity, or a number beyond a double's.
    """
    json.loads(
        text,
        object_pairs_hook=_once,
        parse_constant=_number,
        parse_float=_number,
        parse_int=_number,
    )


def _once(pairs: Sequence[tuple[str, Any]]) -> None:
    seen = set[str]()
    for name, _ in pairs:
        if name in seen:
            raise AmbiguousJson("this name is given twice", name[:LONGEST_NAME])
        seen.add(name)


def _number(written: str) -> None:
    if not isfinite(float(written)):
        raise AmbiguousJson("a number is too large, or is none")
