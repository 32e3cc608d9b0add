"""Standard Webhooks both ways: sign what is sent, believe what comes only if it is signed.

A message brought again has a good signature too; it has no effect, since what it says is known.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

TOLERANCE = timedelta(minutes=5)
# No dot: it parts the id from the time, and could move text from one into the other.
MESSAGE_ID = re.compile(r"[!-\-/-~]{1,256}")
TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
MOST_SIGNATURES = 10


def headers(secrets: Iterable[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that sign `body` with each of `secrets`."""
    signatures = (_signature(secret, message_id, at, body.decode()) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def is_genuine(
    secrets: Iterable[str], given: Mapping[str, str], body: bytes, now: datetime
) -> bool:
    """Tell whether one of `secrets` signed `body` within five minutes of `now`.

    Whatever else the headers or the body hold is not genuine; it is no error.
    """
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not MESSAGE_ID.fullmatch(message_id) or not TIMESTAMP.fullmatch(timestamp):
        return False
    at = datetime.fromtimestamp(int(timestamp), UTC) if len(timestamp) < 12 else None
    if at is None or abs(now - at) > TOLERANCE:
        return False
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    signatures = given.get("webhook-signature", "").encode(errors="replace").split(b" ")
    expected = [_signature(secret, message_id, at, text).encode() for secret in secrets]
    pairs = ((s, e) for s in signatures[:MOST_SIGNATURES] for e in expected)
    return any(hmac.compare_digest(signature, right) for signature, right in pairs)


def _signature(secret: str, message_id: str, at: datetime, body: str) -> str:
    return Webhook(secret).sign(message_id, at, body)
