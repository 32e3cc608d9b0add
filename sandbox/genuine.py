"""Whether a request to a partner is from the gateway: signed by it, or with its password."""

import base64
import binascii

from standardwebhooks import Webhook, WebhookVerificationError

from sandbox.connection import Connection
from sandbox.messages import Headers
from sandbox.signing import is_secret


def is_signed(known: Connection, headers: Headers, body: bytes) -> bool:
    """Tell whether the secret that `known` names signed this, minutes ago at the most."""
    if not is_secret(known.secret):
        return False
    try:
        Webhook(known.secret or "").verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def has_password(known: Connection, headers: Headers) -> bool:
    """Tell whether the request has the user name and password that `known` names."""
    expected = (known.username, known.password)
    return None not in expected and _credentials(headers) == expected


def _credentials(headers: Headers) -> tuple[str, str] | None:
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if scheme.lower() == "basic" and colon else None
