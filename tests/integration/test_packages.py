"""A package holds all that its service needs, compiled for its runtime, and nothing else."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.dependencies import (
    SETTINGS,
    DevelopmentDependencyError,
    architecture,
    refuse_development_needs,
)
from tools.once import made_once
from tools.package import WrongPythonError, check_python, package, repack
from tools.services import ROOT, SERVICES

TOOLS = ("boto3", "mypy", "moto", "pip", "pytest", "setuptools", "tests", "wheel")
UNCHECKED_HASH = 0b01
MINOR = f"{sys.version_info.major}{sys.version_info.minor}"
CLIENTS = re.compile(r"""(?:client|resource|create_client)\(\s*["']([a-z0-9-]+)["']""")


@pytest.fixture(scope="module", params=SERVICES)
def built(request):
    return package(request.param, "local")


@pytest.fixture
def archive(built):
    with zipfile.ZipFile(built / "deployment.zip") as opened:
        yield opened


def test_every_source_has_its_bytecode_which_is_never_checked(archive):
    names = set(archive.namelist())
    for name in names:
        if name.endswith(".py"):
            folder, _, file = name.rpartition("/")
            compiled = f"{folder}/__pycache__/{file[:-3]}.cpython-{MINOR}.pyc".lstrip("/")
            assert compiled in names
            assert archive.read(compiled)[4:8] == UNCHECKED_HASH.to_bytes(4, "little")


def test_it_holds_no_development_dependency(archive):
    tops = {name.split("/")[0] for name in archive.namelist()}
    assert tops.isdisjoint(TOOLS)
    assert not [name for name in archive.namelist() if name.startswith("chalice/cli")]


def test_its_app_is_imported_with_nothing_else_at_hand(archive, tmp_path):
    archive.extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import app; print(app.app.app_name)"
    )
    # -I and -S: no environment, no site-packages, no folder of ours.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={"AWS_DEFAULT_REGION": "us-east-1"},
    )
    assert done.stderr == ""
    assert done.stdout.strip() in SERVICES


def test_an_unchanged_service_is_not_built_again(built):
    before = (built / "deployment.zip").stat().st_mtime_ns
    package(built.name, "local")
    assert (built / "deployment.zip").stat().st_mtime_ns == before


def test_the_models_of_all_aws_services_that_we_call_are_packed():
    sources = [*ROOT.glob("services/*/chalicelib/**/*.py"), *ROOT.glob("shared/eventing/*.py")]
    called = {name for path in sources for name in CLIENTS.findall(path.read_text())}
    assert called
    assert called <= set(SETTINGS["botocore-models"])


def test_a_service_that_needs_a_tool_at_run_time_is_refused():
    with pytest.raises(DevelopmentDependencyError, match="pytest"):
        refuse_development_needs("pydantic==2.14.3 \\\n    --hash=sha256:0\npytest==9.0.0 \\\n")


@pytest.mark.parametrize("stage", ["qa", "prod"])
def test_only_the_pinned_python_builds_for_production(stage):
    check_python(stage, tuple(map(int, SETTINGS["python"].split("."))))
    with pytest.raises(WrongPythonError, match=stage):
        check_python(stage, (3, 99))


def test_aws_runs_on_arm_whatever_this_machine_is():
    assert {architecture(stage) for stage in ("dev", "qa", "prod")} == {"arm64"}


def test_packages_for_aws_hold_arm_binaries_only():
    with zipfile.ZipFile(package("orders", "dev") / "deployment.zip") as opened:
        libraries = [name for name in opened.namelist() if name.endswith(".so")]
    assert libraries
    assert all("aarch64" in name for name in libraries)


def test_a_failed_build_leaves_the_former_one(tmp_path):
    out = tmp_path / "built"
    made_once(out, "1", lambda making: (making / "file").write_text("good"))

    def fail(making):
        (making / "file").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made_once(out, "2", fail)
    assert (out / "file").read_text() == "good"
    made_once(out, "2", lambda making: (making / "file").write_text("better"))
    assert (out / "file").read_text() == "better"


def test_equal_inputs_give_equal_bytes(tmp_path):
    dependencies = tmp_path / "dependencies"
    dependencies.mkdir()
    (dependencies / "needed.py").write_text("names = {'b', 'a', 'c'}\n")
    packed = []
    for number in (1, 2):
        archive = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("app.py", "import needed\n")
        repack(archive, dependencies)
        packed.append(Path(archive).read_bytes())
    assert packed[0] == packed[1]
