"""Build one service for one stage: python -m tools.package orders --stage dev.

Writes build/<stage>/<service>/{sam.json,deployment.zip}, and does nothing when nothing changed.
"""

import argparse
import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.dependencies import SETTINGS, architecture, compile_all, installed
from tools.services import BUILD, ROOT, SERVICES, STAGES, folder
from tools.template import Template, completed, fragment, fragment_paths

NOT_SOURCE = shutil.ignore_patterns("__pycache__", "*.pyc")
EPOCH = (1980, 1, 1, 0, 0, 0)


class WrongPythonError(Exception):
    """What builds is also the runtime of the functions, and this is not the pinned one."""


def package(service: str, stage: str) -> Path:
    """Build a service unless its package is up to date; return the package's folder."""
    check_python(stage)
    out = BUILD / stage / service
    stamp = out / "inputs.sha256"
    digest = _inputs(service, stage)
    if stamp.exists() and stamp.read_text() == digest:
        return out
    shutil.rmtree(out, ignore_errors=True)
    template(service, stage, out)
    _repack(out / "deployment.zip", installed(folder(service) / "requirements.txt", stage))
    stamp.write_text(digest)
    return out


def template(service: str, stage: str, out: Path) -> Template:
    """Write sam.json and the app's own code, without its dependencies; return the template."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        project = _project(service, stage, Path(scratch) / service)
        extra = Path(scratch) / "fragment.json"
        extra.write_text(json.dumps(fragment(service, stage)))
        _chalice(
            "--project-dir", project, "package", "--stage", stage, "--merge-template", extra, out
        )
    sam = completed(json.loads((out / "sam.json").read_text()), stage)
    (out / "sam.json").write_text(json.dumps(sam, indent=1) + "\n")
    return sam


def check_python(stage: str) -> None:
    """Raise unless this interpreter may build for a stage."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if stage in ("qa", "prod") and here != SETTINGS["python"]:
        raise WrongPythonError(
            f"{stage} is built by Python {SETTINGS['python']} only; this is {here}"
        )


def _project(service: str, stage: str, project: Path) -> Path:
    """Copy what Chalice needs: links followed, no caches, and no requirements to download."""
    source = folder(service)
    for part in ("chalicelib", "vendor"):
        shutil.copytree(source / part, project / part, ignore=NOT_SOURCE)
    shutil.copy(source / "app.py", project)
    config = json.loads((source / ".chalice/config.json").read_text())
    config |= {
        "lambda_architecture": architecture(stage),
        "api_gateway_endpoint_type": "REGIONAL",
        "xray": True,
    }
    (project / ".chalice").mkdir()
    (project / ".chalice/config.json").write_text(json.dumps(config))
    return project


def _chalice(*arguments: str | Path) -> None:
    """Run Chalice, which imports the app: it must find the project's copy and no other path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
    }
    command = [Path(sys.executable).with_name("chalice"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or "Could not install dependencies" in done.stdout:
        raise SystemExit(f"chalice package failed:\n{done.stdout}{done.stderr}")


def _repack(archive: Path, dependencies: Path) -> None:
    """Add bytecode and dependencies to Chalice's zip; equal inputs give equal bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        app = Path(scratch)
        with zipfile.ZipFile(archive) as made:
            made.extractall(app)
        compile_all(app)
        files = {
            path.relative_to(top).as_posix(): path
            for top in (dependencies, app)
            for path in top.rglob("*")
            if path.is_file()
        }
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, path in sorted(files.items()):
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.external_attr = 0o100644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(entry, path.read_bytes())


def _inputs(service: str, stage: str) -> str:
    """Return a digest of everything a package is made of."""
    source = folder(service)
    tops = [source / "chalicelib", *(source / "vendor").iterdir()]
    files = [
        path for top in tops for path in top.rglob("*") if path.is_file() and path.suffix != ".pyc"
    ]
    files += [source / "app.py", source / ".chalice/config.json", source / "requirements.txt"]
    files += [*fragment_paths(service), *(ROOT / "tools").glob("*.py"), ROOT / "pyproject.toml"]
    digest = hashlib.sha256(f"{stage} {architecture(stage)} {sys.version}".encode())
    digest.update(importlib.metadata.version("chalice").encode())
    for path in sorted(files):
        digest.update(
            str(path.relative_to(ROOT)).encode()
            + b"\0"
            + hashlib.sha256(path.read_bytes()).digest()
        )
    return digest.hexdigest()


def main() -> None:
    """Build what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tools.package", description=__doc__)
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--stage", choices=STAGES, default="dev")
    asked = parser.parse_args()
    out = package(asked.service, asked.stage)
    size = (out / "deployment.zip").stat().st_size / 1_000_000
    print(f"{out.relative_to(ROOT)}: {size:.1f} MB for {architecture(asked.stage)}")


if __name__ == "__main__":
    main()
