"""The secrets that partners share with us: read from Secrets Manager, kept for minutes.

A secret is a JSON object; `signing` lists its one or two live Standard Webhooks secrets, the
newest first.
"""

import json
import time
from threading import Lock

from botocore.exceptions import ClientError

from eventing import aws

KEPT_S = 300.0


class PartnerSecrets:
    """Reads secrets named `<prefix><partner id>`."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._lock = Lock()

    def signing(self, partner_id: str, *, kept_s: float = KEPT_S) -> tuple[str, ...]:
        """Return the live signing secrets, at most `kept_s` old; none if there are none."""
        with self._lock:
            read_at, secrets = self._known.get(partner_id, (0.0, ()))
            if not secrets or time.monotonic() - read_at >= kept_s:
                secrets = self._read(partner_id)
                self._known[partner_id] = (time.monotonic(), secrets)
            return secrets

    def _read(self, partner_id: str) -> tuple[str, ...]:
        try:
            found = aws.client("secretsmanager").get_secret_value(
                SecretId=self._prefix + partner_id
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return ()
        return tuple(json.loads(found["SecretString"]).get("signing", ()))
