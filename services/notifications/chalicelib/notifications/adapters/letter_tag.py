"""The mark on a mail by which later news of it names its letter.

SES takes only ASCII letters, digits, "_" and "-" in a tag, and a letter's id has one ":".
Neither an order's id nor a kind has two hyphens in a row, so the mark can be read back.
"""

import re

from chalicelib.notifications.domain.occasion import subject_of

NAME = "letter_id"
ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,256}")


def tag_of(letter_id: str) -> str:
    """Return the tag of a letter; ValueError where it could not be read back."""
    tag = "--".join(subject_of(letter_id))
    if tag.count("--") != 1 or not ALLOWED.fullmatch(tag):
        raise ValueError("no letter of ours has such an id")
    return tag


def letter_of(tag: str) -> str:
    """Return the letter that a tag names; ValueError if it is no tag of ours."""
    order_id, _, kind = tag.partition("--")
    found = f"{order_id}:{kind}"
    subject_of(found)
    return found
