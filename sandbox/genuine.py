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


class NotGenuine(Exception):
    """Nobody knows who sent this; the message says why."""


def check_signature(known: Connection, headers: Headers, body: bytes) -> None:
    """Pass what the secret that `known` names signed, minutes ago at the most.

    Raises:
        NotGenuine: it did not.
    """
    if not is_secret(known.secret):
        raise NotGenuine("no secret is known here yet")
    if missing := [name for name in SIGNATURE if not headers.get(name)]:
        raise NotGenuine(f"without {', '.join(missing)}")
    try:
        Webhook(known.secret or "").verify(body, dict(headers), json_parse=False)
    except WebhookVerificationError as error:
        raise NotGenuine(_WORDS.get(str(error), str(error))) from None
    except ValueError:
        raise NotGenuine("webhook-signature is not v1, and base64; or the body no text") from None


def check_password(known: Connection, headers: Headers) -> None:
    """Pass what has the user name and password that `known` names.

    Raises:
        NotGenuine: it has not.
    """
    expected = (known.username, known.password)
    if None in expected:
        raise NotGenuine("no password is known here yet")
    if not headers.get("authorization"):
        raise NotGenuine("without authorization")
    if (given := _credentials(headers)) is None:
        raise NotGenuine("authorization is not Basic and base64 of name:password")
    if given != expected:
        raise NotGenuine("it is another name or password")


def _credentials(headers: Headers) -> tuple[str, str] | None:
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if scheme.lower() == "basic" and colon else None
