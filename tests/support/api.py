"""Call a service's routes as its callers do, in this process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalice.test import Client


@dataclass(frozen=True)
class Answer:
    """What came back; `body` is the JSON in it."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Api:
    """The routes of an app, called with one key."""

    client: Client
    key: str

    def get(self, path: str) -> Answer:
        return self._answer(self.client.http.get(path, headers=self._headers()))

    def post(self, path: str, body: Any = None, **headers: str | None) -> Answer:
        """Post `body` as JSON, or as it is when it is bytes; a header of None is left out."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = self._headers(**{"content_type": "application/json", **headers})
        return self._answer(self.client.http.post(path, headers=given, body=sent))

    def put(self, path: str, body: Any, **headers: str | None) -> Answer:
        """Put `body` as JSON, or as it is when it is bytes."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = self._headers(**{"content_type": "application/json", **headers})
        return self._answer(self.client.http.put(path, headers=given, body=sent))

    def _headers(self, **headers: str | None) -> dict[str, str]:
        # API Gateway reads the key from the one header; Chalice's test client from the other.
        known = {"x-api-key": self.key, "authorization": self.key}
        given = {
            name.replace("_", "-"): value for name, value in headers.items() if value is not None
        }
        return known | given

    def _answer(self, response: Any) -> Answer:
        return Answer(response.status_code, response.headers, json.loads(response.body))
