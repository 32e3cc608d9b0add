"""The page for carriers shows what they really get, and its code does what it says."""

import json
import re
from dataclasses import replace
from datetime import datetime

import pytest

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters import http_out, signatures
from chalicelib.carrier_gateway.adapters.destinations import Destinations
from chalicelib.carrier_gateway.adapters.http_out import HttpCarriers
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from eventing.credentials import Caller
from tests.functional.carrier_gateway.conftest import GATEWAY, NAMESPACE, SECRET, share_secrets
from tests.support.asking import ASKS, errand
from tests.support.carrier import carrier
from tests.support.conversations import NOON, ORDER_ID
from tests.support.documented import document
from tests.support.gateway import served
from tests.support.orders_said import ready
from tools.services import ROOT

PAGE = (ROOT / "docs/carriers.md").read_text()
REQUESTS = re.findall(r"```http\n(.*?)\n\n(.*?)```", PAGE, re.DOTALL)
(CODE,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
OF_EVERY_REQUEST = {"host", "content-length"}


class Noon(datetime):
    @classmethod
    def now(cls, tz=None):
        return NOON


class Nothing:
    def signing(self, partner_id):
        return (SECRET,)

    def record(self, attempt):
        pass


@pytest.fixture
def asked(monkeypatch):
    """Return what a carrier gets of a request at noon."""
    monkeypatch.setattr(http_out, "datetime", Noon)
    with carrier() as server:

        def ask(name):
            carriers = HttpCarriers(Nothing(), Destinations(local=True), Nothing())
            carriers.send(errand(name).call, Partner("swift", Way.SIGNED, f"{server.url}/api"))
            return server.requests[-1]

        yield ask


@pytest.mark.parametrize(("name", "place"), [("shipment", 0), ("cancellation", 1)])
def test_the_requests_are_shown_as_they_are_sent(asked, name, place):
    head, body = REQUESTS[place]
    (first, *lines), sent = head.splitlines(), asked(name)
    headers = dict(line.split(": ", 1) for line in lines)
    assert first == f"POST {sent['path']} HTTP/1.1"
    assert json.loads(body) == json.loads(sent["body"])
    assert {name.lower(): value for name, value in headers.items()} == {
        name: value for name, value in sent["headers"].items() if name not in OF_EVERY_REQUEST
    }


def test_the_body_shown_is_what_was_signed_once_it_has_no_blanks():
    lines, body = REQUESTS[0]
    headers = {name.lower(): value for name, value in re.findall(r"(.+): (.+)", lines)}
    packed = json.dumps(json.loads(body), separators=(",", ":")).encode()
    assert SECRET in PAGE
    assert signatures.is_genuine([SECRET], headers, packed, NOON)


@pytest.mark.parametrize("name", ASKS)
def test_every_request_has_the_headers_of_the_document(asked, name):
    headers = asked(name)["headers"]
    for described in document("carrier-gateway")["webhooks"][name]["post"]["parameters"]:
        said, schema = headers[described["name"].lower()], described["schema"]
        assert re.search(schema.get("pattern", ""), said)
        assert said == schema.get("const", said)


def test_the_code_tells_a_scan(gateway, monkeypatch, capsys):
    wiring.partners().put(replace(wiring.partners().get("acme"), id="swift"))
    share_secrets("swift", SECRET)
    caller = Caller("partner", "swift", "swift", NAMESPACE)
    wiring.service().credentials.register("swift-key", caller)
    assert gateway.deliver(ready(carrier="swift")) == []
    gateway.drain("swift")
    with served(GATEWAY.app) as url:
        given = {"GATEWAY": url, "KEY": "swift-key", "SECRET": SECRET, "ORDER": ORDER_ID}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        exec(compile(CODE, "docs/carriers.md", "exec"), {})
    status, told = capsys.readouterr().out.split(" ", 1)
    told = json.loads(told)
    assert (status, told["status"]) == ("202", "received")
    GATEWAY.normalise_webhook({"webhook_id": told["id"]}, None)
    GATEWAY.record_webhook({"webhook_id": told["id"]}, None)
    assert gateway.kinds()[-2:] == ["ParcelScanned", "OrderShipped"]
