"""The running system as its users see it: over HTTP, in the mailbox, in the carriers' books."""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import boto3
import urllib3

from local.place import Place

Found = TypeVar("Found")

LOOK_EVERY_S = 0.1
# Long enough for a busy machine; only a failure waits so long.
PATIENCE_S = 120
ORDER = {
    "customer": {"name": "Ada Lovelace", "email": "ada@example.com", "locale": "en"},
    "ship_to": {
        "name": "Ada Lovelace",
        "line1": "12 St James's Square",
        "city": "London",
        "postal_code": "SW1Y 4JH",
        "country": "GB",
    },
    "lines": [{"sku": "BOOK-1", "description": "Notes", "quantity": 2, "unit_price": "19.90"}],
    "currency": "GBP",
}


@dataclass(frozen=True)
class Answer:
    """What an HTTP call gave."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class System:
    """One deployed stage, found by its endpoints file; `place` only where it is a local one."""

    endpoints: dict[str, Any]
    place: Place | None = None
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=30, retries=False, maxsize=8)
    )

    @property
    def endpoint(self) -> str:
        return str(self.endpoints["aws_endpoint"])

    @property
    def stage(self) -> str:
        return str(self.endpoints["stage"])

    @property
    def clients(self) -> dict[str, dict[str, str]]:
        return dict(self.endpoints["clients"])

    @property
    def partners(self) -> dict[str, dict[str, str]]:
        return dict(self.endpoints["partners"])

    def url(self, service: str) -> str:
        return str(self.endpoints[service.replace("-", "_")])

    def aws(self, service: str) -> Any:
        return self._session.client(service, endpoint_url=self.endpoint)

    def parameter(self, path: str) -> str:
        name = f"/waybill/{self.stage}/{path}"
        return str(self.aws("ssm").get_parameter(Name=name)["Parameter"]["Value"])

    def call(self, method: str, url: str, body: Any = None, **headers: str) -> Answer:
        """Call `url`; a body that is not bytes or text is sent as JSON."""
        sent = body if isinstance(body, bytes | str | None) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if sent is not None:
            named = {"content-type": "application/json", **named}
        answer = self.http.request(method, url, body=sent, headers=named)
        return Answer(answer.status, dict(answer.headers), answer.data.decode())

    def place_order(self, client: str = "demo", key: str | None = None, **changes: Any) -> Answer:
        return self.call(
            "POST",
            f"{self.url('orders')}/orders",
            {**ORDER, **changes},
            x_api_key=self.clients[client]["api_key"],
            idempotency_key=key or str(uuid.uuid4()),
        )

    def placed(self, **changes: Any) -> str:
        """Place an order and return its id."""
        answer = self.place_order(**changes)
        assert answer.status == 201, answer
        return str(answer.json["order_id"])

    def get(self, path: str, client: str = "demo", service: str = "orders") -> Answer:
        url = f"{self.url(service)}{path}"
        return self.call("GET", url, x_api_key=self.clients[client]["api_key"])

    def order(self, order_id: str) -> dict[str, Any]:
        answer = self.get(f"/orders/{order_id}")
        assert answer.status == 200, answer
        return dict(answer.json)

    def events(self, order_id: str) -> list[dict[str, Any]]:
        return list(self.get(f"/orders/{order_id}/events").json["events"])

    def reaches(self, order_id: str, state: str, *, within_s: float = PATIENCE_S) -> dict[str, Any]:
        """Wait until an order is in `state`, and return it."""

        def there() -> dict[str, Any] | None:
            order = self.order(order_id)
            return order if order["state"] == state else None

        return self.until(there, within_s=within_s, what=lambda: self.order(order_id))

    def mails(self, text: str) -> list[dict[str, Any]]:
        """Return the mails that hold `text`, such as an order's id."""
        by_account = self.call("GET", self.endpoints["mailbox"]).json["messages"]
        every = [mail for mails in by_account.values() for mail in mails]
        return [mail for mail in every if text in json.dumps(mail)]

    def behave(self, carrier: str, **behaviour: Any) -> None:
        answer = self.call("PUT", f"{self.partners[carrier]['url']}/control", behaviour)
        assert answer.status == 200, answer

    def requests(self, carrier: str, order_id: str) -> list[dict[str, Any]]:
        """Return what a carrier was asked about an order."""
        every = self.call("GET", f"{self.partners[carrier]['url']}/requests").json["requests"]
        return [one for one in every if order_id in one["body"] or order_id in one["path"]]

    def shipments(self, carrier: str) -> list[dict[str, Any]]:
        answer = self.call("GET", f"{self.partners[carrier]['url']}/shipments")
        return list(answer.json["shipments"])

    def until(
        self,
        look: Callable[[], Found | None],
        *,
        within_s: float = PATIENCE_S,
        what: Callable[[], Any] = lambda: "",
    ) -> Found:
        """Look again and again until there is something, and return it."""
        deadline = time.monotonic() + within_s
        while not (found := look()):
            assert time.monotonic() < deadline, f"not within {within_s} s: {what()}"
            time.sleep(LOOK_EVERY_S)
        return found

    @cached_property
    def _session(self) -> Any:
        local = {"aws_access_key_id": "test", "aws_secret_access_key": "test"} if self.place else {}
        return boto3.Session(region_name=self.endpoints["region"], **local)
