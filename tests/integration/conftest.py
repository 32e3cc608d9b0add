"""One engine for all tests that need a real one, quick to retry and to save."""

from collections.abc import Iterator

import pytest

from tests.support.engine import Engine, engine


@pytest.fixture(scope="session")
def local_engine() -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WAYBILL_AUTOSAVE_S", "1")
        environment.setenv("WAYBILL_RETRY_BASE_S", "0.05")
        with engine() as running:
            yield running
