"""How far a stream is known: up to which version, and what is missing before that."""

from dataclasses import dataclass

Gap = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """The versions of one stream: it reaches `head`, and `gaps` (first, last) have not come."""

    head: int = 0
    gaps: tuple[Gap, ...] = ()

    @property
    def through(self) -> int:
        """The highest version up to which nothing is missing."""
        return self.gaps[0][0] - 1 if self.gaps else self.head

    def has(self, version: int) -> bool:
        """Tell whether this version came."""
        return version <= self.head and not any(a <= version <= b for a, b in self.gaps)

    def reaching(self, head: int) -> "Progress":
        """Return the progress once it is known that there is a version `head`."""
        if head <= self.head:
            return self
        gaps, first = self.gaps, self.head + 1
        if gaps and gaps[-1][1] == self.head:
            gaps, first = gaps[:-1], gaps[-1][0]
        return Progress(head, (*gaps, (first, head)))

    def took(self, version: int) -> "Progress":
        """Return the progress once this version came; the same if it had come before."""
        known = self.reaching(version)
        pieces = [piece for gap in known.gaps for piece in _without(version, gap)]
        return Progress(known.head, tuple(pieces))


def _without(version: int, gap: Gap) -> list[Gap]:
    first, last = gap
    if not first <= version <= last:
        return [gap]
    return [(a, b) for a, b in ((first, version - 1), (version + 1, last)) if a <= b]
