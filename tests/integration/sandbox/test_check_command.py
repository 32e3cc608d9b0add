"""The command that checks a partner: what it asks for first, what it says, and how it ends."""

import json
import os
import subprocess
import sys

import pytest

from local.place import REPOSITORY
from sandbox.tax_documents import TaxDocuments
from tests.integration.sandbox.broken_signatures import AnySignature
from tests.integration.sandbox.conftest import SECRET


def surroundings(**variables):
    return {
        "cwd": REPOSITORY,
        "env": {
            **os.environ,
            "SECRET": SECRET,
            "PYTHONUNBUFFERED": "",
            "TIMEOUT": "60",
            **variables,
        },
        "text": True,
    }


def check(**variables):
    return subprocess.run(
        [sys.executable, "-m", "sandbox.check"],
        **surroundings(**variables),
        capture_output=True,
        check=False,
        timeout=300,
    )


def test_the_command_reports_tidies_up_and_keeps_the_secret(desk):
    partner = desk()
    partner.control(confirm_after_s=None)
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
        ({"URL": "http://[::1"}, "no http or https address"),
        ({"URL": "http://127.0.0.1:99999"}, "no http or https address"),
        ({"URL": "http://127.0.0.1:1?a=b"}, "without user, query or fragment"),
        ({"SECRET": "whsec_%"}, "Standard Webhooks secret"),
        ({"KIND": "foo"}, "KIND=foo is none of carrier, tax_document, enrichment"),
        ({"TIMEOUT": "-1"}, "TIMEOUT=-1 is no number of seconds"),
        ({"TIMEOUT": "0"}, "TIMEOUT=0 is no number of seconds"),
        ({"TIMEOUT": "nan"}, "TIMEOUT=nan is no number of seconds"),
        ({"TIMEOUT": "1e9"}, "TIMEOUT=1e9 is no number of seconds"),
        ({"TIMEOUT": "ten"}, "TIMEOUT=ten is no number of seconds"),
    ],
)
def test_the_command_asks_nothing_unless_all_is_clear(variables, word):
    done = check(**{"URL": "http://127.0.0.1:1", **variables})
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("kind", ["tax_document", "tax-document"])
def test_a_kind_may_be_written_either_way(desk, kind):
    done = check(URL=desk(TaxDocuments).running.url, KIND=kind)
    assert done.returncode == 0, done.stdout + done.stderr
