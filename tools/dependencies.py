"""Install what a service needs at run time, for the machine it will run on and nothing more."""

import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools.once import made_once
from tools.services import BUILD, ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["waybill"]["package"]
# AWS runs on arm64; the local engine runs on whatever machine this is.
AWS_ARCHITECTURE = "arm64"
WHEELS = {"arm64": "aarch64-manylinux2014", "x86_64": "x86_64-manylinux2014"}
# What libraries bring along that no function runs.
NOT_RUN = (
    "bin",
    "**/*.pyi",
    "**/tests",
    "**/testing",
    "*.dist-info/RECORD",
    "*.dist-info/WHEEL",
    "*.dist-info/INSTALLER",
)


class DevelopmentDependencyError(SystemExit):
    """A service needs at run time what only builds, checks or tests it."""


def architecture(stage: str) -> str:
    """Return what a stage's functions run on, as Lambda names it."""
    if stage != "local":
        return AWS_ARCHITECTURE
    return "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def installed(project: Path, stage: str) -> Path:
    """Return a folder with what the lock of a project's folder names, compiled for its runtime."""
    requirements = project / "requirements.txt"
    lock = requirements.read_bytes()
    refuse_development_needs(lock.decode())
    target = "local" if stage == "local" else architecture(stage)
    made_of = (lock, sys.version.encode(), repr(SETTINGS).encode(), Path(__file__).read_bytes())
    digest = hashlib.sha256(b"\0".join(made_of)).hexdigest()

    def make(making: Path) -> None:
        _install(requirements, making, target)
        _strip(making)
        compile_all(making)

    out = BUILD / "dependencies" / target / project.name
    made_once(out, digest, make)
    return out


def refuse_development_needs(lock: str) -> None:
    """Raise if a lock names a tool that requirements/dev.in asks for and no service does."""
    needed = _names("\n".join(path.read_text() for path in ROOT.glob("services/*/requirements.in")))
    tools = _names((ROOT / "requirements/dev.in").read_text()) - needed
    if found := tools & _names(lock):
        raise DevelopmentDependencyError(f"not for run time: {', '.join(sorted(found))}")


def _names(requirements: str) -> set[str]:
    found = re.findall(r"^([A-Za-z][\w.-]*)", requirements, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


def _install(requirements: Path, to: Path, target: str) -> None:
    """Let uv hold each wheel to its hash: Chalice fetches foreign ones by their version alone."""
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "install", "--quiet", "--target", str(to), "--python", sys.executable]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(requirements)]
    command += ["--link-mode", "copy"]
    if target in WHEELS:
        command += ["--python-platform", WHEELS[target]]
    subprocess.run(command, check=True)


def _strip(top: Path) -> None:
    for pattern in NOT_RUN:
        for path in top.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for model in (top / "botocore/data").glob("*/"):
        if model.name not in SETTINGS["botocore-models"]:
            shutil.rmtree(model)


def compile_all(top: Path) -> None:
    """Put bytecode beside the sources: on Lambda's read-only disk each cold start compiles anew.

    It is never checked, since packed sources do not change; a fixed seed gives equal bytes.
    """
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(top), "-p", "/var/task", str(top)]
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "0"})
