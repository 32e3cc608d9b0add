"""Whom a partner works with can be said in part, is checked, and is forgotten with the rest."""

import base64
import json

import pytest

from tests.integration.sandbox.conftest import SECRET

OTHER = "whsec_" + base64.b64encode(b"another secret of ours").decode()


def connection(partner):
    return partner.told("GET", "/control")["connection"]


def test_what_is_not_named_stays(desk):
    partner = desk()
    partner.control(connection={"api_key": "new-key"}, confirm_after_s=0)
    assert partner.ask().status == 200, "the secret stays"
    partner.heard(1)
    assert partner.gateway.requests[0]["headers"]["x-api-key"] == "new-key"
    partner.control(connection={"gateway": ""})
    assert partner.partner.connection.api_key == "new-key"


def test_to_begin_anew_is_to_know_what_was_known_at_the_start(desk):
    partner = desk()
    partner.control(connection={"secret": OTHER, "gateway": "", "api_key": "new-key"})
    assert partner.ask().status == 401
    partner.told("DELETE", "/control")
    assert partner.ask().status == 200
    known = partner.partner.connection
    assert (known.gateway, known.api_key, known.secret) == (partner.gateway.url, "a-key", SECRET)


def test_it_is_shown_without_its_secrets(desk):
    partner = desk()
    text = json.dumps(partner.told("GET", "/control"))
    assert "a-key" not in text
    assert SECRET not in text
    assert connection(partner) == {
        "gateway": partner.gateway.url,
        "api_key": True,
        "secret": True,
        "username": None,
        "password": False,
    }
    seen = partner.control(connection={"gateway": "https://gateway.example/v1"})
    assert seen["connection"] == connection(partner)
    assert connection(partner)["gateway"] == "https://gateway.example/v1"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (None, "connection is an object"),
        ("http://gateway.example", "connection is an object"),
        ({"foo": 1}, "unknown in connection: foo"),
        ({"secret": "abc"}, "secret of connection is whsec_ and base64"),
        ({"secret": "whsec_*"}, "secret of connection is whsec_ and base64"),
        ({"secret": ""}, "secret of connection is whsec_ and base64"),
        ({"secret": None}, "secret of connection is whsec_ and base64"),
        ({"gateway": "foo"}, "gateway of connection is an http:// or https:// URL"),
        ({"gateway": "ftp://gateway.example"}, "gateway of connection is an http://"),
        ({"gateway": "http://gateway.example:80000"}, "gateway of connection is an http://"),
        ({"gateway": "http://[::1"}, "gateway of connection is an http://"),
        ({"gateway": "http://a b"}, "gateway of connection is an http://"),
        ({"gateway": "http://us:them@gateway.example"}, "gateway of connection is an http://"),
        ({"api_key": 7}, "api_key of connection is a line"),
        ({"api_key": "a\r\nb"}, "api_key of connection is a line"),
    ],
)
def test_what_it_cannot_be_is_a_400_and_changes_nothing(desk, wanted, said):
    partner = desk()
    before = partner.told("GET", "/control")
    body = {"connection": wanted, "mode": "error"}
    answer = partner.call("PUT", "/control", body)
    assert answer.status == 400
    assert answer.json()["error"].startswith(said)
    assert partner.told("GET", "/control") == before


def test_a_dial_that_is_refused_leaves_the_connection_alone(desk):
    partner = desk()
    body = {"connection": {"gateway": ""}, "mode": "explode"}
    assert partner.call("PUT", "/control", body).status == 400
    assert connection(partner)["gateway"] == partner.gateway.url
