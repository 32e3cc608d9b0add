"""Install what a service needs at run time, for the machine it will run on and nothing more."""

import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

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


class DevelopmentDependencyError(Exception):
    """A service needs at run time what only builds, checks or tests it."""


def architecture(stage: str) -> str:
    """Return what a stage's functions run on, as Lambda names it."""
    if stage != "local":
        return AWS_ARCHITECTURE
    return "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def installed(requirements: Path, stage: str) -> Path:
    """Return a folder with what a lock names, compiled for its runtime; made once for each lock."""
    lock = requirements.read_bytes()
    refuse_development_needs(lock.decode())
    target = architecture(stage) if stage != "local" else "local"
    marks = [
        lock,
        sys.version.encode(),
        target.encode(),
        repr(SETTINGS).encode(),
        Path(__file__).read_bytes(),
    ]
    cached = BUILD / "dependencies" / hashlib.sha256(b"\0".join(marks)).hexdigest()[:16]
    if not cached.exists():
        making = cached.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        _install(requirements, making, target)
        _strip(making)
        compile_all(making)
        making.rename(cached)
    return cached


def refuse_development_needs(lock: str) -> None:
    """Raise if a lock names a tool that requirements/dev.in asks for and no service does."""
    needed = _names("\n".join(path.read_text() for path in ROOT.glob("services/*/requirements.in")))
    tools = _names((ROOT / "requirements/dev.in").read_text()) - needed
    if found := tools & _names(lock):
        raise DevelopmentDependencyError(f"not for run time: {', '.join(sorted(found))}")


def _names(requirements: str) -> set[str]:
    found = re.findall(r"^([A-Za-z][\w.-]*)", requirements, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


def _install(requirements: Path, folder: Path, target: str) -> None:
    """Let uv hold each wheel to its hash: Chalice fetches foreign ones by their version alone."""
    uv = Path(sys.executable).with_name("uv")
    command: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--target",
        folder,
        "--python",
        sys.executable,
    ]
    command += [
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--link-mode",
        "copy",
        "-r",
        requirements,
    ]
    if target in WHEELS:
        command += ["--python-platform", WHEELS[target]]
    subprocess.run(command, check=True)


def _strip(folder: Path) -> None:
    for pattern in NOT_RUN:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for model in (folder / "botocore/data").glob("*/"):
        if model.name not in SETTINGS["botocore-models"]:
            shutil.rmtree(model)


def compile_all(folder: Path) -> None:
    """Put bytecode beside the sources: on Lambda's read-only disk each cold start compiles anew.

    It is never checked, since packed sources do not change; a fixed seed gives equal bytes.
    """
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-p", "/var/task", str(folder)]
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "0"})
