"""The rules of imports hold, and each of them finds what was planted against it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.services import ROOT

CODE = (
    "shared",
    *(f"services/{service}" for service in ("orders", "carrier-gateway", "notifications")),
)
ORDERS = "services/orders/chalicelib/orders"


def broken(tree):
    """The names of the contracts that a tree of our code breaks."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(CODE), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert any(line.endswith((" KEPT", " BROKEN")) for line in lines), done.stdout + done.stderr
    return [line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")]


@pytest.fixture
def tree(tmp_path):
    without = shutil.ignore_patterns("vendor", "__pycache__", "infra", ".chalice")
    for folder in CODE:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=without)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_our_code_keeps_all_contracts(tree):
    assert broken(tree) == []


@pytest.mark.parametrize(
    ("file", "planted", "contract"),
    [
        (
            f"{ORDERS}/adapters/http_in.py",
            "import chalicelib.notifications.wiring",
            "Services meet only on the bus",
        ),
        (
            f"{ORDERS}/domain/order.py",
            "import chalicelib.orders.adapters.http_in",
            "Inside a service, imports point to the domain",
        ),
        (
            f"{ORDERS}/utils.py",
            "import json",
            "Inside a service, imports point to the domain",
        ),
        (
            f"{ORDERS}/domain/order.py",
            "import botocore",
            "Domain and application know neither AWS nor the wire",
        ),
        (
            "shared/eventing/store.py",
            "import chalicelib.orders.domain.order",
            "Shared code knows no service",
        ),
    ],
)
def test_a_planted_import_breaks_its_contract(tree, file, planted, contract):
    path = tree / file
    path.touch()
    path.write_text(f"{path.read_text()}\n{planted}\n")
    assert contract in broken(tree)
