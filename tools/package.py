"""Build one service for one stage: python -m tools.package orders --stage dev.

Writes build/<stage>/<service>/{sam.json,deployment.zip}, and does nothing when nothing changed.
"""

import argparse
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.dependencies import SETTINGS, architecture, compile_all, installed
from tools.once import made_once
from tools.render import render, source_digest
from tools.services import BUILD, ROOT, SERVICES, STAGES, folder

EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE_FILE = 0o100644 << 16


class WrongPythonError(SystemExit):
    """What builds is also the runtime of the functions, and this is not the pinned one."""


def package(service: str, stage: str) -> Path:
    """Build a service unless its package is up to date; return the package's folder."""
    check_python(stage, sys.version_info[:2])

    def make(making: Path) -> None:
        render(service, stage, making)
        repack(making / "deployment.zip", installed(folder(service), stage))

    out = BUILD / stage / service
    made_once(out, source_digest(service, stage), make)
    return out


def check_python(stage: str, version: tuple[int, int]) -> None:
    """Raise unless an interpreter of this version may build for a stage."""
    here = ".".join(map(str, version))
    if stage in ("qa", "prod") and here != SETTINGS["python"]:
        raise WrongPythonError(f"{stage} needs Python {SETTINGS['python']}; this is {here}")


def repack(archive: Path, dependencies: Path) -> None:
    """Add bytecode and dependencies to Chalice's zip; equal inputs give equal bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        app = Path(scratch)
        with zipfile.ZipFile(archive) as made:
            made.extractall(app)
        compile_all(app)
        files = _files(dependencies) | _files(app)
        with zipfile.ZipFile(archive, "w") as packed:
            for name, path in sorted(files.items()):
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.external_attr = READABLE_FILE
                packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def _files(top: Path) -> dict[str, Path]:
    return {path.relative_to(top).as_posix(): path for path in top.rglob("*") if path.is_file()}


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
