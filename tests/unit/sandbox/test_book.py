"""What is told to one reader is not taken for told to another."""

import pytest

from sandbox.book import Book
from sandbox.messages import Message
from sandbox.outbox import TOLD, WAITING


@pytest.fixture
def book():
    one = Book()
    body = {"callback_id": "cb-1", "task_output": {"name": "Zoë", "price": 19.9}}
    one.add_message(Message("o-1", 0, "callback", "/callbacks", body))
    yield one
    one.close()


def test_a_callback_that_is_readdressed_while_it_is_sent_is_sent_again(book):
    (sent,) = book.messages()
    assert book.readdress("o-1", "cb-1", "cb-2")
    book.note_message({**sent, "attempts": 1}, TOLD)
    (waiting,) = book.messages(WAITING)
    assert (waiting["body"]["callback_id"], waiting["attempts"]) == ("cb-2", 0)


def test_a_callback_that_was_told_is_told(book):
    (sent,) = book.messages()
    book.note_message({**sent, "attempts": 1}, TOLD)
    assert [one["state"] for one in book.messages()] == [TOLD]
    assert not book.readdress("o-1", "cb-1", "cb-2")


def test_only_the_callback_of_the_former_request_is_readdressed(book):
    assert not book.readdress("o-1", "cb-0", "cb-2")
    assert not book.readdress("o-2", "cb-1", "cb-2")
