"""What stands in for the surroundings of the kit: a bus that listens, a clock that is set."""

from collections.abc import Iterable
from datetime import datetime

from eventing.bus import PublicationFailed
from eventing.envelope import Message
from tests.support.contract import assert_valid


class Listener:
    """A bus that keeps what is said, and holds it to its contract."""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.refuses = False

    def put(self, messages: Iterable[Message]) -> None:
        if self.refuses:
            raise PublicationFailed("1 refused: ['InternalFailure']")
        for message in messages:
            assert_valid(message.detail_type, message.detail)
            self.heard.append(message)

    @property
    def event_ids(self) -> list[str]:
        return [message.metadata.event_id for message in self.heard]


class Clock:
    """Shows the time it is set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at
