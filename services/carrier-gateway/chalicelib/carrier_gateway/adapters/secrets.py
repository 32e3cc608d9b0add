"""The secrets that partners share with us: in Secrets Manager, what was read kept for minutes.

A secret is a JSON object; `signing` lists its one or two live Standard Webhooks secrets, the
newest first.
"""

import base64
import json
import secrets
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any
from uuid import UUID, uuid4, uuid5

from botocore.exceptions import ClientError

from eventing import aws

KEPT_S = 300.0
LIVE_SECRETS = 2
ROTATIONS = UUID("4f0c3c1e-8f0b-4c57-9d0e-5f7f5f1a9b26")


class PartnerSecrets:
    """Reads and writes secrets named `<prefix><partner id>`."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._lock = Lock()

    def signing(self, partner_id: str, *, kept_s: float = KEPT_S) -> tuple[str, ...]:
        """Return the live signing secrets, at most `kept_s` old; none if there are none."""
        with self._lock:
            read_at, live = self._known.get(partner_id, (0.0, ()))
            if not live or time.monotonic() - read_at >= kept_s:
                live = tuple(self._read(partner_id).get("signing", ()))
                self._known[partner_id] = (time.monotonic(), live)
            return live

    def create(self, partner_id: str, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Give a partner its secret unless it has one; return the one it has now."""
        try:
            aws.client("secretsmanager").create_secret(
                Name=self._prefix + partner_id, SecretString=json.dumps(secret)
            )
        except ClientError as error:
            _expect(error, "ResourceExistsException")
            return self._read(partner_id)
        return dict(secret)

    def ensure(self, partner_id: str) -> str | None:
        """Give a partner its first signing secret and return it; None where it has one."""
        made = new_signing_secret()
        there = self.create(partner_id, {"signing": [made]})
        if "signing" not in there:
            self._write(partner_id, {**there, "signing": [made]}, str(uuid4()))
        return made if there.get("signing", [made]) == [made] else None

    def rotate(self, partner_id: str, name: str) -> str:
        """Add a signing secret, of which the newest two are valid, and return it.

        Repeated under the same `name`, it is the same one again.
        """
        known = self._read(partner_id) or self.create(partner_id, {})
        made = new_signing_secret()
        signing = [made, *known.get("signing", ())][:LIVE_SECRETS]
        version = str(uuid5(ROTATIONS, f"{partner_id}:{name}"))
        try:
            self._write(partner_id, {**known, "signing": signing}, version)
        except ClientError as error:
            _expect(error, "ResourceExistsException")
            return str(self._read(partner_id, VersionId=version)["signing"][0])
        return made

    def _write(self, partner_id: str, secret: Mapping[str, Any], version: str) -> None:
        aws.client("secretsmanager").put_secret_value(
            SecretId=self._prefix + partner_id,
            SecretString=json.dumps(secret),
            ClientRequestToken=version,
        )
        with self._lock:
            self._known.pop(partner_id, None)

    def _read(self, partner_id: str, **which: str) -> dict[str, Any]:
        try:
            found = aws.client("secretsmanager").get_secret_value(
                SecretId=self._prefix + partner_id, **which
            )
        except ClientError as error:
            _expect(error, "ResourceNotFoundException")
            return {}
        return dict(json.loads(found["SecretString"]))


def new_signing_secret() -> str:
    """Make a Standard Webhooks secret of 256 random bits."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _expect(error: ClientError, code: str) -> None:
    """Let an error pass that is of `code`; raise any other."""
    if error.response["Error"]["Code"] != code:
        raise error
