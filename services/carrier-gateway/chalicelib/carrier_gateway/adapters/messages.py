"""Partners' messages in S3: each as it came, and beside it as it was understood."""

from typing import Any

from pydantic import TypeAdapter

from chalicelib.carrier_gateway.application.tidings import Reading
from eventing import aws

READING = TypeAdapter(Reading)


class MessagesBucket:
    """The bucket of messages."""

    def __init__(self, name: str) -> None:
        self._name = name

    def keep(self, key: str, body: bytes) -> None:
        """Store a message as it came."""
        self._put(key, body)

    def message(self, key: str) -> bytes:
        """Return a message as it came."""
        return self._get(key)

    def keep_reading(self, key: str, reading: Reading) -> None:
        """Store how the message at `key` was understood."""
        self._put(_beside(key), READING.dump_json(reading))

    def reading(self, key: str) -> Reading:
        """Return how the message at `key` was understood last."""
        return READING.validate_json(self._get(_beside(key)))

    def _put(self, key: str, body: bytes) -> None:
        aws.client("s3").put_object(
            Bucket=self._name, Key=key, Body=body, ContentType="application/json"
        )

    def _get(self, key: str) -> bytes:
        found: Any = aws.client("s3").get_object(Bucket=self._name, Key=key)["Body"]
        body: bytes = found.read()
        return body


def _beside(key: str) -> str:
    return f"understood/{key}"
