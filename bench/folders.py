"""What Lambda would run, unpacked: our packages as they are deployed, and the peer by default."""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tools.package import package
from tools.services import BUILD, ROOT

PEER = ROOT / "bench/peer"


def waybill(service: str) -> Path:
    """Return a folder with the package of a service, built anew where something changed."""
    archive = package(service, "local") / "deployment.zip"
    folder = BUILD / "bench" / f"{service}-{_mark(archive)}"
    if not folder.exists():
        for older in folder.parent.glob(f"{service}-*"):
            shutil.rmtree(older)
        making = folder.with_suffix(".making")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(making)
        making.rename(folder)
    return folder


def peer() -> Path:
    """Return a folder with the peers and their needs, as Chalice leaves them: without bytecode."""
    lock = PEER / "requirements.txt"
    folder = BUILD / "bench" / f"peer-{_mark(lock)}"
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        uv = Path(sys.executable).with_name("uv")
        command: list[str | Path] = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--target",
            making,
            "--python",
            sys.executable,
        ]
        subprocess.run([*command, "--require-hashes", "--no-deps", "-r", lock], check=True)
        making.rename(folder)
    for source in PEER.glob("*.py"):
        shutil.copy(source, folder)
    return folder


def _mark(content: Path) -> str:
    return hashlib.sha256(content.read_bytes() + sys.version.encode()).hexdigest()[:12]
