"""Whether a request to a partner is from the gateway: signed by it, or with its password."""

import base64
import binascii

from standardwebhooks import Webhook, WebhookVerificationError

from sandbox.connection import Connection
from sandbox.messages import Headers
from sandbox.signing import is_secret

SIGNATURE = ("webhook-id", "webhook-timestamp", "webhook-signature")
# The library tells them apart by these words only.
_WORDS = {
    "Invalid Signature Headers": "webhook-timestamp is not a number of seconds since 1970",
    "Message timestamp too old": "webhook-timestamp is more than five minutes old",
    "Message timestamp too new": "webhook-timestamp is more than five minutes in the future",
    "No matching signature found": (
        "no signature matches: it is of another secret, or of other bytes than these"
    ),
}


def doubt_signature(known: Connection, headers: Headers, body: bytes) -> str | None:
    """Say why the secret that `known` names did not sign this just now; None: it did."""
    if not is_secret(known.secret):
        return "no secret is known here yet"
    if missing := [name for name in SIGNATURE if not headers.get(name)]:
        return f"without {', '.join(missing)}"
    try:
        Webhook(known.secret or "").verify(body, dict(headers), json_parse=False)
    except WebhookVerificationError as error:
        return _WORDS.get(str(error), str(error))
    except ValueError:
        return "webhook-signature is not v1, and base64; or the body no text"
    return None


def doubt_password(known: Connection, headers: Headers) -> str | None:
    """Say why this has not the user name and password that `known` names; None: it has."""
    expected = (known.username, known.password)
    if None in expected:
        return "no password is known here yet"
    if not headers.get("authorization"):
        return "without authorization"
    if (given := _credentials(headers)) is None:
        return "authorization is not Basic and base64 of name:password"
    return None if given == expected else "it is another name or password"


def _credentials(headers: Headers) -> tuple[str, str] | None:
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if scheme.lower() == "basic" and colon else None
