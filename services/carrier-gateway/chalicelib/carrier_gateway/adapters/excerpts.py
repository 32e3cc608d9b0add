"""Show the beginning of what a partner answered, without secrets and personal data."""

import re
from collections.abc import Iterable

from chalicelib.carrier_gateway.application.calls import Call, NoReply, Purpose, Reply

LONGEST = 512
MASK = "***"
# A country or a region tells of nobody, and is too short to be looked for.
PRIVATE = ("name", "line1", "line2", "city", "postal_code")
WORD = re.compile(r"\w+")
ESCAPED = re.compile(r"(?<!\\)\\++(?:u([0-9a-fA-F]{4})|[nrt])")
# A partner chooses what is searched here, and must not choose how long that takes: the patterns
# look from where a word starts, and give nothing back that they took.
MAIL = re.compile(r"(?<![^\s\"'<>,;:@])[^\s\"'<>,;:@]++@[^\s\"'<>,;:@]++")
# Long runs of letters and digits: keys, tokens, signatures and documents.
BLOB = re.compile(r"[A-Za-z0-9+/_=.-]{32,}+")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A text in JSON may be JSON again: its quotes have backslashes, equally many at both ends.
NAMED = re.compile(
    r"""(?ix) (?<![\w-])
    (?= [\w-]*? (?:secret|passw|token|api[_-]?key|authorization|signature|phone) )
    ( [\w-]++ \\*+ ["']?+ \s*+ [:=] \s*+ )
    (?: (?P<escape>\\*+) (?P<quote>["']) .*? (?: (?<!\\) (?P=escape) (?P=quote) | $ )
      | [\[{] .*+
      | [^\s,;}&]++ (?: [ ] [^\s,;}&"]++ )?+
    )"""
)


def excerpt(call: Call, reply: Reply | NoReply) -> str | None:
    """Return the first 512 characters of an answer that may be shown, None where there is none.

    Partners know people that only the call for a shipment names, so of the answers to all other
    calls nothing may be shown.
    """
    if isinstance(reply, NoReply) or not reply.body or call.purpose is not Purpose.SHIP:
        return None
    # What is cut in two is no longer recognised, so it is cut last.
    return masked(reply.body.decode(errors="replace"), _private(call))[:LONGEST]


def masked(text: str, private: Iterable[str] = ()) -> str:
    """Return text on one line without what looks like a secret or a mail address.

    Nor does it show the `private` values, however they are written.
    """
    line = "".join(letter if letter.isprintable() else " " for letter in _unescaped(text))
    shown = BLOB.sub(_unless_id, MAIL.sub(MASK, NAMED.sub(rf"\1{MASK}", line)))
    for value in sorted(private, key=len, reverse=True):
        shown = _without(value, shown)
    return shown


def _private(call: Call) -> list[str]:
    """Return what a call tells about a person; a name also by its words, as partners part it."""
    ship_to = call.details.get("ship_to", {})
    told = [ship_to[part] for part in PRIVATE if ship_to.get(part)]
    return told + WORD.findall(ship_to.get("name", ""))


def _unescaped(text: str) -> str:
    """Return text with its letters as people write them."""
    # A quote keeps a backslash, which tells it from one that ends the text that it is in.
    return ESCAPED.sub(lambda found: chr(int(found[1] or "20", 16)), text.replace(r"\u0022", r"\""))


def _without(value: str, text: str) -> str:
    """Mask a value, whatever stands between its words, where it is no part of another word."""
    words = r"\W++".join(WORD.findall(value))
    return re.sub(rf"(?i)(?<![a-z0-9]){words}(?![a-z0-9])", MASK, text) if words else text


def _unless_id(found: re.Match[str]) -> str:
    return found[0] if UUID.fullmatch(found[0]) else MASK
