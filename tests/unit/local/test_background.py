"""Programs behind are started once, waited for, and gone when they are stopped."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from local import background, engine_program
from local.background import DidNotStart, Program
from local.place import Place, the_place

READY = "import pathlib, sys, time; pathlib.Path('ready').touch(); print('began', flush=True);"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
WITH_CHILD = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
"""


@pytest.fixture
def program(tmp_path):
    made = []

    def a_program(code):
        made.append(
            Program(
                name="The program",
                command=[sys.executable, "-c", code],
                pid=tmp_path / "program.pid",
                log=tmp_path / "program.log",
                environment=os.environ,
                folder=tmp_path,
            )
        )
        return made[-1]

    yield a_program
    for one in made:
        background.stop(one.pid, patience_s=0.2)


def start(program, tmp_path, **patience):
    return program.start((tmp_path / "ready").exists, **patience)


def awaited(condition):
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def has_members(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_runs_until_it_is_stopped(program, tmp_path):
    one = program(READY + "time.sleep(60)")
    assert start(one, tmp_path) is True
    number = int(one.pid.read_text())
    assert background.is_running(one.pid)
    assert background.stop(one.pid) is True
    assert not background.is_running(one.pid)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_it_is_started_once(program, tmp_path):
    one = program(READY + "time.sleep(60)")
    start(one, tmp_path)
    number = one.pid.read_text()
    assert start(one, tmp_path) is False
    assert one.pid.read_text() == number


def test_one_that_dies_shows_the_end_of_its_log(program, tmp_path):
    one = program("raise SystemExit('no table for two')")
    with pytest.raises(DidNotStart, match="no table for two"):
        start(one, tmp_path)
    assert not background.is_running(one.pid)


def test_one_that_never_gets_ready_is_stopped(program, tmp_path):
    one = program("import time; time.sleep(60)")
    with pytest.raises(DidNotStart, match="not ready in time"):
        start(one, tmp_path, patience_s=0.3)
    assert not background.is_running(one.pid)


def test_one_that_does_not_stop_is_killed_with_all_it_started(program, tmp_path):
    one = program(STUBBORN + WITH_CHILD + READY + "time.sleep(60)")
    start(one, tmp_path)
    group = int(one.pid.read_text())
    assert background.stop(one.pid, patience_s=0.3) is True
    assert awaited(lambda: not has_members(group))


def test_a_number_left_by_a_dead_program_harms_no_other(program, tmp_path):
    one = program(READY)
    one.pid.write_text(str(os.getpid()))
    assert background.stop(one.pid) is False, "this very process would be stopped"
    assert not one.pid.exists()


def test_after_a_kill_it_can_be_started_again(program, tmp_path):
    one = program(READY + "time.sleep(60)")
    start(one, tmp_path)
    os.kill(int(one.pid.read_text()), signal.SIGKILL)
    assert awaited(lambda: not background.is_running(one.pid))
    assert start(one, tmp_path) is True


def test_a_port_that_is_taken_is_said_to_be(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = Place(tmp_path, other.getsockname()[1])
        with pytest.raises(DidNotStart, match=f"Port {place.port} is taken"):
            engine_program.start(place)


def test_two_systems_can_live_side_by_side():
    place = the_place({"WAYBILL_STATE": "/elsewhere", "WAYBILL_PORT": "5000"})
    assert (place.state, place.port) == (Path("/elsewhere"), 5000)
    assert place.partner_port(2) == 5002
    assert the_place({}).port == 4566
