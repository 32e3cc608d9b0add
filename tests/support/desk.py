"""What stands in for the machine that decides about failures: it does so at once."""

from datetime import timedelta

from chalicelib.orders.application.failures import Failures, StageFailure
from chalicelib.orders.application.orders import Orders


class PromptDesk:
    """Decides each failure as it is handed in, and remembers what was waited for."""

    def __init__(self, orders: Orders) -> None:
        self.failures = Failures(orders, pause=timedelta(minutes=5))
        self.waited: list[timedelta] = []

    def hand_in(self, failure: StageFailure) -> None:
        """Classify and apply, without the wait between."""
        pause = self.failures.ask_again_after(failure)
        if pause:
            self.waited.append(pause)
        self.failures.apply(failure, ask_again=pause is not None)
