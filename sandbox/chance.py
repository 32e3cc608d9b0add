"""Chance that can be repeated: with a seed, the same things happen to the same orders."""

import random
import threading
from collections import Counter


class Chance:
    """Each question has its own row of numbers, so that threads do not disturb each other."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def number(self, question: str) -> float:
        """Draw the next number for `question`, from 0 to below 1."""
        if self.seed is None:
            return random.random()
        with self._lock:
            self._asked[question] += 1
            count = self._asked[question]
        return random.Random(f"{self.seed}/{question}/{count}").random()

    def happens(self, probability: float, question: str) -> bool:
        return probability > 0 and self.number(question) < probability

    def letters(self, question: str, length: int) -> str:
        """Draw capital letters and digits for `question`."""
        drawn = random.Random(self.number(question))
        return "".join(drawn.choices("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", k=length))
