"""Sign what is sent by Standard Webhooks, rightly, or wrongly on purpose."""

import base64
import secrets
from datetime import UTC, datetime

from standardwebhooks import Webhook


def new_secret() -> str:
    """Make a Standard Webhooks secret of 256 random bits."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def is_secret(text: str | None) -> bool:
    """Tell whether `text` is a Standard Webhooks secret: whsec_ and base64 of some bytes."""
    prefix, encoded = (text or "")[:6], (text or "")[6:]
    try:
        return prefix == "whsec_" and len(base64.b64decode(encoded, validate=True)) > 0
    except ValueError:
        return False


def signature(secret: str, message_id: str, body: bytes, *, forged: bool = False) -> dict[str, str]:
    """Return the headers that sign `body` now; forged ones are signed with another secret."""
    now = datetime.now(UTC)
    signed = Webhook(new_secret() if forged else secret).sign(message_id, now, body.decode())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signed,
    }
