"""A report of a check that a person reads: what was seen, what is expected, and why it matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

WIDTH = 44


class Outcome(StrEnum):
    """How a check went; a skipped one says nothing of the partner."""

    PASS = "PASS"
    FAIL = "FAIL"
    SKIP = "SKIP"


@dataclass(frozen=True)
class Result:
    """One check that was made."""

    outcome: Outcome
    name: str
    seen: str
    expected: str
    why: str

    def lines(self) -> list[str]:
        head = f"{self.outcome}  {self.name:<{WIDTH}}  "
        if self.outcome is not Outcome.FAIL:
            return [head + self.seen]
        facts = (("seen", self.seen), ("expected", self.expected), ("why", self.why))
        return [head.rstrip(), *(f"      {name:<9} {text}" for name, text in facts)]


def written(results: Sequence[Result]) -> str:
    """Write all results, and at the end how many there are of each outcome."""
    lines = [line for result in results for line in result.lines()]
    counts = [f"{_count(results, one)} {word}" for one, word in _WORDS.items()]
    return "\n".join([*lines, "", ", ".join(counts)])


def _count(results: Sequence[Result], outcome: Outcome) -> int:
    return sum(result.outcome is outcome for result in results)


_WORDS = {Outcome.PASS: "passed", Outcome.FAIL: "failed", Outcome.SKIP: "skipped"}
