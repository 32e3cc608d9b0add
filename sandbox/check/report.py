"""A report of a check that a person reads: what was seen, what is expected, and why it matters."""

from collections.abc import Iterator, Sequence
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
    hint: str = ""

    def lines(self) -> list[str]:
        """Write what is of interest now; what was skipped is said together, at the end."""
        if self.outcome is Outcome.SKIP:
            return []
        head = f"{self.outcome}  {self.name:<{WIDTH}}  "
        if self.outcome is Outcome.PASS:
            return [head + self.seen]
        said = {"seen": self.seen, "hint": self.hint, "expected": self.expected, "why": self.why}
        return [head.rstrip(), *(f"      {name:<9} {text}" for name, text in said.items() if text)]


def summary(results: Sequence[Result]) -> list[str]:
    """Write what was skipped, a line for each reason, and how many there are of each outcome."""
    counts = [f"{_count(results, one)} {word}" for one, word in _WORDS.items()]
    return [*_skipped(results), "", ", ".join(counts)]


def _skipped(results: Sequence[Result]) -> Iterator[str]:
    skipped = [result for result in results if result.outcome is Outcome.SKIP]
    for reason in dict.fromkeys(result.seen for result in skipped):
        names = [result.name for result in skipped if result.seen == reason]
        yield f"SKIP  {len(names)} of {len(results)}, since {reason}: {'; '.join(names)}"


def _count(results: Sequence[Result], outcome: Outcome) -> int:
    return sum(result.outcome is outcome for result in results)


_WORDS = {Outcome.PASS: "passed", Outcome.FAIL: "failed", Outcome.SKIP: "skipped"}
