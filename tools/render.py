"""Write the template of a service: python -m tools.render prod writes those of all services.

They go to build/templates/<stage>/<service>/sam.json, for the checks; a package has its own.
"""

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.dependencies import architecture
from tools.once import made_once
from tools.services import BUILD, ROOT, SERVICES, folder
from tools.template import completed, definition_paths, fragment, fragment_paths

BUILDERS = ("alarms", "dependencies", "once", "package", "render", "services", "template")
NOT_SOURCE = shutil.ignore_patterns("__pycache__", "*.pyc")


def rendered(service: str, stage: str) -> Path:
    """Return the template of a service as it would be deployed, made anew if need be."""
    out = BUILD / "templates" / stage / service
    made_once(out, source_digest(service, stage), lambda making: render(service, stage, making))
    return out / "sam.json"


def render(service: str, stage: str, out: Path) -> None:
    """Let Chalice write sam.json and a zip of the app's own code to a folder."""
    with tempfile.TemporaryDirectory() as scratch:
        project = _project(service, stage, Path(scratch) / service)
        extra = Path(scratch) / "fragment.json"
        extra.write_text(json.dumps(fragment(service, stage)))
        where = ["--project-dir", str(project)]
        _chalice(*where, "package", "--stage", stage, "--merge-template", str(extra), str(out))
    sam = completed(json.loads((out / "sam.json").read_text()), stage)
    (out / "sam.json").write_text(json.dumps(sam, indent=1) + "\n")


def source_digest(service: str, stage: str) -> str:
    """Return a digest of everything that a template or a package is made of."""
    source = folder(service)
    tops = [source / "chalicelib", *(source / "vendor").iterdir()]
    files = [path for top in tops for path in top.rglob("*") if path.is_file()]
    files += [source / "app.py", source / ".chalice/config.json", source / "requirements.txt"]
    files += [*fragment_paths(service), *definition_paths(service), ROOT / "pyproject.toml"]
    files += [ROOT / "tools" / f"{name}.py" for name in BUILDERS]
    built_by = (
        f"{stage} {architecture(stage)} {sys.version} {importlib.metadata.version('chalice')}"
    )
    digest = hashlib.sha256(built_by.encode())
    for path in sorted(path for path in files if path.suffix != ".pyc"):
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + content)
    return digest.hexdigest()


def _project(service: str, stage: str, project: Path) -> Path:
    """Copy what Chalice needs: links followed, no caches, and no requirements to download."""
    source = folder(service)
    for part in ("chalicelib", "vendor"):
        shutil.copytree(source / part, project / part, ignore=NOT_SOURCE)
    shutil.copy(source / "app.py", project)
    config = json.loads((source / ".chalice/config.json").read_text())
    config |= {"lambda_architecture": architecture(stage), "xray": True}
    config |= {"api_gateway_endpoint_type": "REGIONAL"}
    (project / ".chalice").mkdir()
    (project / ".chalice/config.json").write_text(json.dumps(config))
    return project


def _chalice(*arguments: str) -> None:
    """Run Chalice, which imports the app: it must find the project's copy and no other path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1"}
    environment.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    command = [str(Path(sys.executable).with_name("chalice")), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or "Could not install dependencies" in done.stdout:
        raise SystemExit(f"chalice package failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    for each in SERVICES:
        print(rendered(each, sys.argv[1]).relative_to(ROOT))
