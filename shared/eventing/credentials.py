"""Who calls: the opaque key of a client, a partner or an administrator, known by its hash."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import Any, Literal

from chalice import AuthResponse
from chalice.app import AuthRequest
from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from eventing.tables import bound

Kind = Literal["client", "partner", "admin"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the credential tells, never as the request says.

    `namespace` is its tenant's own random UUID, the root of the ids derived for it.
    """

    kind: Kind
    id: str
    tenant_id: str
    namespace: str
    default_carrier: str = ""

    @property
    def actor(self) -> str:
        """The name under which the caller's acts are recorded."""
        return f"{self.kind}:{self.id}"


class CredentialItem(Model):
    """What a key's hash stands for."""

    key_hash = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    id = UnicodeAttribute()
    tenant_id = UnicodeAttribute()
    namespace = UnicodeAttribute()
    default_carrier = UnicodeAttribute(default="")


def new_key() -> str:
    """Make a key of 256 random bits."""
    return secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """Return what is stored of a key; its 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


class Credentials:
    """The keys a service knows; two may stand for the same caller while one replaces the other."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(CredentialItem, table_name)

    def caller(self, key: str) -> Caller | None:
        """Return whose key this is."""
        try:
            item = self._items.get(key_hash(key))
        except CredentialItem.DoesNotExist:
            return None
        values = item.attribute_values
        return Caller(**{name: values[name] for name in Caller.__dataclass_fields__})

    def register(self, key: str, caller: Caller) -> None:
        """Let `key` stand for `caller`."""
        self._items(key_hash=key_hash(key), **asdict(caller)).save()

    def revoke(self, key: str) -> None:
        """Let `key` stand for nobody."""
        self._items(key_hash(key)).delete()


def authorize(request: AuthRequest, credentials: Credentials, kind: Kind) -> AuthResponse:
    """Answer API Gateway: callers of `kind` may use every route, all others none."""
    caller = credentials.caller(request.token)
    if caller is None or caller.kind != kind:
        return AuthResponse(routes=[], principal_id="nobody")
    return AuthResponse(routes=["*"], principal_id=caller.actor, context=asdict(caller))


def caller_of(context: dict[str, Any]) -> Caller:
    """Read the caller from a request's context, where the authorizer put it."""
    known = context["authorizer"]
    return Caller(**{name: known[name] for name in Caller.__dataclass_fields__})
