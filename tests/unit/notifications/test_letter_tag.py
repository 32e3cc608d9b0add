"""A letter is found again by the tag of its mail."""

import re

import pytest

from chalicelib.notifications.adapters.letter_tag import letter_of, tag_of
from chalicelib.notifications.domain.occasion import Kind, letter_id
from tests.support.letters import ORDER_ID


@pytest.mark.parametrize("kind", Kind)
def test_a_tag_can_be_read_back_and_has_only_what_ses_takes(kind: Kind):
    letter = letter_id(ORDER_ID, kind)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", tag_of(letter))
    assert letter_of(tag_of(letter)) == letter


@pytest.mark.parametrize("letter", ["a--b:order_placed", "a:b:order_placed", "a:unknown", "a", ""])
def test_what_could_not_be_read_back_has_no_tag(letter: str):
    with pytest.raises(ValueError, match=r".+"):
        tag_of(letter)


@pytest.mark.parametrize(
    "tag", ["a:order_placed", "a--unknown", "order_placed", "", "a--b--order_placed"]
)
def test_what_is_no_tag_names_no_letter(tag: str):
    with pytest.raises(ValueError, match=r".+"):
        letter_of(tag)
