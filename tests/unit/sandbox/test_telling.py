"""What is to be told is told once, however the threads that tell it get in each other's way."""

import pytest

from sandbox.book import Book
from sandbox.carrier import Carrier
from sandbox.connection import Connection
from sandbox.telling import Telling


class Later:
    """Keeps what it is given to do."""

    def __init__(self):
        self.given = []

    def submit(self, *work):
        self.given.append(work)


@pytest.fixture
def carrier():
    one = Carrier("swift", Book(), lambda: Connection(gateway=""))
    one.clock.set(paused=True)
    yield one
    one.book.close()


def test_what_is_heard_while_the_book_is_read_is_not_told_again(carrier, monkeypatch):
    carrier.take_by_hand("o-1", "delivered")
    telling, senders = Telling(carrier), Later()
    telling._send_what_is_due(senders)
    ((tell, message),) = senders.given
    read = carrier.book.next_messages

    def slowly():
        found = read()
        tell(message)
        return found

    monkeypatch.setattr(carrier.book, "next_messages", slowly)
    telling._send_what_is_due(senders)
    assert len(senders.given) == 1
    assert carrier.book.messages("told")
