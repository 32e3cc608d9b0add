"""docs/parity.md names every addition to the engine, and nothing that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/parity.md").read_text()
ENGINE_TESTS = ROOT / "tests/integration/local_engine"
ADDITIONS = re.findall(
    r"^    (\w+)\.install\(", (ROOT / "local/engine/additions.py").read_text(), re.MULTILINE
)


def test_there_are_additions():
    assert len(ADDITIONS) >= 10


@pytest.mark.parametrize("addition", ADDITIONS)
def test_an_addition_is_listed(addition):
    assert f"local/engine/{addition}.py" in TEXT


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:local|tests)/[\w./]+)`", TEXT))))
def test_a_path_that_is_named_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+\.py)`", TEXT))))
def test_a_test_that_is_named_is_there(name):
    assert (ENGINE_TESTS / name).exists()
