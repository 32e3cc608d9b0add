"""Build and deploy the example subscriber: python -m tools.subscriber --stage dev Name=value...

Its stack is like any other team's: the stage must have its platform, and nothing else is needed.
"""

import argparse
import hashlib
import sys
import zipfile
from pathlib import Path

from tools.dependencies import architecture, installed
from tools.deploy import artifacts, uploaded
from tools.once import made_once
from tools.package import check_python, repack
from tools.services import BUILD, ROOT, STAGES
from tools.stack import put_stack
from tools.template import read

FOLDER = ROOT / "examples" / "subscriber"


def deploy(stage: str, *, follow: str = "", **parameters: str) -> None:
    """Create or update the stack; `follow` names another stage to follow than the one it is in."""
    code = uploaded(package(stage), artifacts(stage), "subscriber")
    template = read(FOLDER / "template.yaml")
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = code
    said = {"Stage": follow or stage, "Architecture": architecture(stage), **parameters}
    put_stack(f"waybill-{follow or stage}-subscriber", template, said)


def package(stage: str) -> Path:
    """Build the functions' zip unless it is up to date; return it."""
    check_python(stage, sys.version_info[:2])
    files = _files()
    digest = hashlib.sha256(f"{stage} {sys.version}".encode())
    for name, path in {**files, "lock": FOLDER / "requirements.txt"}.items():
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())

    def make(making: Path) -> None:
        with zipfile.ZipFile(making / "function.zip", "w") as archive:
            for name, path in files.items():
                archive.write(path, name)
        repack(making / "function.zip", installed(FOLDER, stage))

    out = BUILD / stage / "subscriber"
    made_once(out, digest.hexdigest(), make)
    return out / "function.zip"


def _files() -> dict[str, Path]:
    """Find our own sources, by their names in the zip."""
    tops = (FOLDER / "subscriber", (FOLDER / "vendor" / "contracts").resolve())
    return {
        path.relative_to(top.parent).as_posix(): path
        for top in tops
        for path in sorted(top.rglob("*.py"))
    }


def main() -> None:
    """Deploy what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tools.subscriber", description=__doc__)
    parser.add_argument("--stage", choices=STAGES, default="dev")
    parser.add_argument("parameters", nargs="*", metavar="Name=value", help="of the template")
    asked = parser.parse_intermixed_args()
    deploy(asked.stage, **dict(pair.split("=", 1) for pair in asked.parameters))
    print(f"waybill-{asked.stage}-subscriber: deployed")


if __name__ == "__main__":
    main()
