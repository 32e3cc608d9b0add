"""Where nothing works yet, the report says what may be the matter, and no more than that."""

import signal
import socket
import subprocess
import sys

from sandbox.carrier import Carrier
from sandbox.check.checks import CHECKS, examine
from sandbox.check.endpoint import Endpoint
from sandbox.check.examination import Examination
from sandbox.check.kinds import KINDS
from sandbox.check.report import summary
from sandbox.messages import Answer
from sandbox.signing import new_secret
from tests.integration.sandbox.conftest import SECRET
from tests.integration.sandbox.test_check_command import check, surroundings

NOWHERE = "http://127.0.0.1:1"

# Tests that were started in the background leave Ctrl-C without effect to what they start.
AS_BY_HAND = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("sandbox.check", run_name="__main__")
"""


def first_of(url, secret=SECRET):
    return next(examine(Examination(Endpoint(url, secret, 60.0, 64_000), KINDS["carrier"])))


def test_another_secret_is_thought_of_at_a_401(desk):
    first = first_of(desk().running.url, new_secret())
    assert first.seen.startswith("401")
    assert first.hint == "Does it verify the raw body, as the bytes that came, with this SECRET?"
    assert any(first.hint in line for line in first.lines())


def test_another_root_is_thought_of_at_a_404(desk):
    url = desk().running.url + "/orders"
    assert first_of(url).hint == f"URL is the root; /orders is added: POST {url}/orders was asked."


def test_a_redirect_is_shown_and_not_followed(desk):
    class Moved(Carrier):
        def answer(self, request):
            return Answer(302, {}, {"Location": "https://www.example.com/"})

    assert "It leads to https://www.example.com/, and is not followed" in (
        first_of(desk(Moved).running.url).hint
    )


def test_the_message_of_tls_is_shown(desk):
    assert "TLS: [SSL" in first_of(desk().running.url.replace("http:", "https:")).seen


def test_a_closed_port_is_told_from_an_unknown_host(monkeypatch):
    assert "no connection at this port: [Errno 111] Connection refused" in (first_of(NOWHERE).seen)

    def unknown(*_):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "unknown host: [Errno -2] Name or service not known" in first_of("http://nobody").seen


def test_a_connection_that_is_closed_says_so(desk):
    partner = desk()
    partner.control(mode="reset")
    assert first_of(partner.running.url).seen.startswith("no answer: Connection ")


def test_what_is_skipped_is_one_line():
    done = check(URL=NOWHERE)
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("SKIP")]
    rest = len(CHECKS) - 1
    assert line.startswith(f"SKIP  {rest} of {rest + 1}, since a right request is not taken: ")
    assert all(one.name in line for one in CHECKS[1:])
    assert f"0 passed, 1 failed, {rest} skipped" in done.stdout
    assert "No test order was taken." in done.stdout


def test_what_is_skipped_for_other_reasons_has_lines_of_its_own(desk):
    under = Examination(Endpoint(NOWHERE, SECRET, 60.0, 64_000), KINDS["enrichment"])
    lines = [line for line in summary(list(examine(under))) if line.startswith("SKIP")]
    assert len(lines) == 2
    assert "SKIP  2 of 21, since only carriers are told of cancellations: " in lines[1]


def test_results_are_said_as_they_come_and_a_stopped_check_takes_back_too(desk):
    partner = desk()
    partner.control(delay_s=0.3, confirm_after_s=None)
    program = subprocess.Popen(
        [sys.executable, "-c", AS_BY_HAND],
        **surroundings(URL=partner.running.url),
        stdout=subprocess.PIPE,
    )
    with program:
        begun = [program.stdout.readline() for _ in range(3)]
        assert begun[2].startswith("PASS  takes a signed request")
        partner.until(lambda: len(partner.shipments()) == 2)
        assert program.poll() is None
        program.send_signal(signal.SIGINT)
        rest = program.stdout.read()
    assert "Stopped." in rest
    assert rest.endswith("None of them is left.\n")
    assert all(shipment.get("cancelled") for shipment in partner.shipments())
    assert program.returncode == 1
