"""One whole system for all end-to-end tests: one's own, or the one WAYBILL_ENDPOINTS names."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import engine_program, partners_program
from local.place import the_place
from local.up import up
from tests.e2e.waybill_system import System
from tests.support.engine import engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    if named := os.environ.get("WAYBILL_ENDPOINTS"):
        local = the_place() if "127.0.0.1" in Path(named).read_text() else None
        yield System(json.loads(Path(named).read_text()), local)
        return
    with engine() as own, pytest.MonkeyPatch.context() as patch:
        for name, value in own.place.aws_environment().items():
            patch.setenv(name, value)
        try:
            yield System(up(own.place), own.place)
        finally:
            partners_program.stop(own.place)
            engine_program.stop(own.place)


@pytest.fixture
def local_system(system: System) -> System:
    """The system where the test breaks what only the local engine lets one break."""
    if system.place is None:
        pytest.skip("this breaks the engine itself, which a stage on AWS does not allow")
    return system


@pytest.fixture(autouse=True)
def willing_carriers(system: System) -> None:
    """Each test begins with carriers that take orders, ship and deliver soon."""
    for carrier in system.partners:
        system.behave(carrier, mode="accept", delay_s=0, confirm_after_s=0.5, deliver_after_s=None)
