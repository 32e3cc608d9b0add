"""`python -m sandbox` starts a partner by one command, and leaves nothing behind."""

import json
import re
import signal
import subprocess
import sys
import threading

import pytest
import urllib3

from local.place import REPOSITORY
from tests.support.engine import free_port
from tests.support.receiver import receiver


@pytest.fixture
def command():
    started = []

    def start(*arguments):
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", *arguments, "--port", str(port)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                break
        return process, f"http://127.0.0.1:{port}", "".join(said)

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize(
    ("kind", "path"),
    [("carrier", "/orders"), ("tax-documents", "/tax-documents"), ("enrichment", "/enrichments")],
)
def test_each_kind_starts_and_says_where_it_is_and_with_what_secret(command, kind, path):
    process, url, said = command(kind)
    assert f"{url}/ has its page" in said
    assert f"POST {url}{path}, signed with whsec_" in said
    assert urllib3.request("GET", f"{url}/").status == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0


def test_a_story_of_days_takes_seconds(command):
    with receiver() as gateway:
        told = ("--gateway", gateway.url, "--api-key", "k", "--scenario", "delivered")
        process, url, said = command("carrier", "--name", "swift", "--speed", "432000", *told)
        assert re.search(rf"it tells {gateway.url}", said)
        assert urllib3.request("POST", f"{url}/shipments", body="{}").status == 201
        heard = gateway.wait_for(8)
        assert [json.loads(one["body"]).get("status") for one in heard][-2] == "delivered"
        assert all(one["path"] != "/webhooks/acme" for one in heard)
        process.terminate()
        assert process.wait(timeout=60) == 0


def test_a_book_in_a_file_outlives_the_program(command, tmp_path):
    book = ("--book", str(tmp_path / "book.sqlite"))
    process, url, _ = command("carrier", *book)
    urllib3.request("POST", f"{url}/shipments", body='{"order_id": "o-1"}')
    process.terminate()
    process.wait(timeout=60)
    _, url, _ = command("carrier", *book)
    (kept,) = urllib3.request("GET", f"{url}/shipments").json()["shipments"]
    assert kept["order_id"] == "o-1"


def ended(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--speed", "0", "'0' is not more than 0 and at most 10000000"),
        ("--speed", "fast", "'fast' is not more than 0"),
        ("--scenario", "eaten", "invalid choice: 'eaten'"),
        ("--secret", "open", "'open' is not whsec_ and base64"),
        ("--port", "80000", "'80000' is not a port, 1 to 65535"),
        ("--port", "9" * 5000, "is not a port"),
        ("--name", "A b", "'A b' is not 1 to 63 small letters, digits and hyphens"),
        ("--gateway", "foo", "'foo' is not an http:// or https:// URL"),
        ("--gateway", "http://127.0.0.1:80000", "is not an http:// or https:// URL"),
        ("--gateway", "https://gateway.example/?a=1", "without a query"),
        ("--api-key", "a\nkey", "is not 1 to 128 ASCII characters without spaces"),
        ("--password", "", "'' is not 1 to 128 ASCII characters"),
        ("--book", "/nowhere/book", "there is no folder '/nowhere'"),
    ],
)
def test_what_it_cannot_do_ends_it_with_a_word(option, value, said):
    done = ended("--port", str(free_port()), option, value)
    assert done.returncode == 2
    usage, word = done.stderr.splitlines()
    assert usage.startswith("usage: python -m sandbox ")
    assert word.startswith(f"python -m sandbox: error: argument {option}: ")
    assert said in word


def test_a_book_that_is_something_else_ends_it_with_a_word(tmp_path):
    (tmp_path / "letter").write_text("Dear Ada, " * 20)
    done = ended("--port", str(free_port()), "--book", str(tmp_path / "letter"))
    said = f"book {tmp_path}/letter: file is not a database\n"
    assert (done.returncode, done.stderr) == (1, said)


def test_a_port_that_is_taken_ends_it_with_a_word(desk):
    port = desk().running.url.rpartition(":")[2]
    done = ended("--port", port)
    assert (done.returncode, done.stderr) == (1, f"port {port}: Address already in use\n")


def test_no_thread_is_left_when_a_partner_stops(desk):
    before = set(threading.enumerate())
    partner = desk()
    # It tells nothing, so that no thread of the gateway is among those that are left.
    partner.control(mode="hang", confirm_after_s=None)
    partner.http = urllib3.PoolManager(timeout=0.2, retries=False)
    with pytest.raises(urllib3.exceptions.HTTPError):
        partner.ask()
    partner.running.stop()
    assert not set(threading.enumerate()) - before
    partner.running.stop = lambda: None
