"""Show the beginning of what a partner answered, without secrets and personal data."""

import re

from chalicelib.carrier_gateway.application.calls import Call, NoReply, Purpose, Reply

LONGEST = 512
MASK = "***"
MAIL = re.compile(r"[^\s\"'<>,;:@]+@[^\s\"'<>,;:@]+")
# Long runs of letters and digits: keys, tokens, signatures and documents.
BLOB = re.compile(r"[A-Za-z0-9+/_=.-]{32,}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMED = re.compile(
    r"(?i)([\"']?[\w-]*(?:secret|passw|token|api[_-]?key|authorization|signature)[\w-]*[\"']?"
    r"\s*[:=]\s*)(\"[^\"]*\"?|'[^']*'?|[^\s,;}&]+(?: [^\s,;}&\"]+)?)"
)
# An answer to these is data about a person.
ABOUT_PEOPLE = {Purpose.ENRICH, Purpose.TAX_DOCUMENT}


def excerpt(call: Call, reply: Reply | NoReply) -> str | None:
    """Return the first 512 characters of an answer that may be shown, None where there is none."""
    if isinstance(reply, NoReply) or not reply.body:
        return None
    if call.purpose in ABOUT_PEOPLE and 200 <= reply.status < 300:
        return None
    # A little more is masked than is shown: what is cut in two is no longer recognised.
    return masked(reply.body[: 4 * LONGEST].decode(errors="replace"))[:LONGEST]


def masked(text: str) -> str:
    """Return text on one line without what looks like a secret or a mail address."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    without_names = NAMED.sub(rf"\1{MASK}", line)
    return BLOB.sub(_unless_id, MAIL.sub(MASK, without_names))


def _unless_id(found: re.Match[str]) -> str:
    return found[0] if UUID.fullmatch(found[0]) else MASK
