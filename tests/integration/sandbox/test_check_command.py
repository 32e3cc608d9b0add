"""The command that checks a partner: what it asks for first, what it says, and how it ends."""

import json
import os
import subprocess
import sys

import pytest

from local.place import REPOSITORY
from sandbox.signing import new_secret
from tests.integration.sandbox.broken_signatures import AnySignature
from tests.integration.sandbox.conftest import SECRET


def check(**variables):
    return subprocess.run(
        [sys.executable, "-m", "sandbox.check"],
        cwd=REPOSITORY,
        env={**os.environ, "SECRET": SECRET, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_reports_tidies_up_and_keeps_the_secret(desk):
    partner = desk()
    done = check(URL=partner.running.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "21 passed, 0 failed, 0 skipped" in done.stdout
    assert SECRET not in done.stdout
    assert "None of them is left." in done.stdout
    shipments = partner.told("GET", "/shipments")["shipments"]
    assert all(shipment.get("cancelled") for shipment in shipments)
    asked = partner.told("GET", "/requests")["requests"]
    assert {one["headers"]["x-waybill-test"] for one in asked} == {"partner-check"}
    bodies = [json.loads(one["body"]) for one in asked if one["body"].endswith("}")]
    external = [body["external_id"] for body in bodies if "external_id" in body]
    assert all(one.startswith("WAYBILL-TEST-") for one in external)


def test_the_command_fails_where_something_failed(desk):
    done = check(URL=desk(AnySignature).running.url)
    assert done.returncode == 1
    assert "FAIL  refuses a wrong signature" in done.stdout
    assert "Anybody who finds the address could give you orders." in done.stdout


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"URL": "https://carrier.example/api"}, "CONFIRM=yes"),
        ({"URL": "http://10.0.0.1"}, "CONFIRM=yes"),
        ({"URL": "https://127.0.0.1.example"}, "CONFIRM=yes"),
        ({"URL": ""}, "are needed"),
        ({"URL": "ftp://127.0.0.1"}, "no http or https address"),
        ({"URL": "http://127.0.0.1:1", "SECRET": "whsec_%"}, "Standard Webhooks secret"),
    ],
)
def test_the_command_asks_before_it_sends_anything_far_away(variables, word):
    done = check(**variables)
    assert done.returncode == 1
    assert word in done.stderr
    assert done.stdout == ""


def test_nobody_there_is_said_plainly(desk):
    partner = desk()
    partner.running.stop()
    partner.running.stop = lambda: None
    done = check(URL=partner.running.url)
    assert done.returncode == 1
    assert "no answer: nobody takes the call" in done.stdout


def test_another_secret_is_noticed_at_the_first_check(desk):
    done = check(URL=desk().running.url, SECRET=new_secret())
    assert "1 failed" in done.stdout
    assert "401" in done.stdout
