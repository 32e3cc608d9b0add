"""What a cold start costs: CPU and memory of importing each packaged service, beside a peer's.

Two points are taken: after the import, and after the first order was answered.
"""

import json
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import folders
from bench.alone import ALONE, environment, stub
from bench.order import placing
from tools.services import SERVICES

ROUNDS = 11

# The process measures itself, from its start: what it takes to end is nobody's cold start.
PROGRAM = """
import sys
folder, work = sys.argv[1:3]
if folder:
    sys.path.insert(0, folder)
exec(work)
import time
cpu = time.process_time()
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(cpu * 1000, int(peak) / 1024, file=sys.stderr)
"""
IMPORT = "import app"
# What our handler is called, and the peer's.
FIRST_ORDER = """
import json, app
handler = getattr(app, "handler", app.app)
assert handler(json.loads(sys.argv[3]), None)["statusCode"] == 201
"""


@dataclass(frozen=True, slots=True)
class Start:
    """One cold start: CPU in milliseconds, peak memory in MiB."""

    cpu_ms: float
    rss_mib: float


def start(folder: Path | None, work: str, port: int) -> Start:
    """Start a fresh interpreter, do `work`, and say what that took."""
    command = [*ALONE, "-c", PROGRAM, str(folder or ""), work, json.dumps(placing("first"))]
    done = subprocess.run(
        command, env=environment(port), capture_output=True, text=True, check=True, cwd="/"
    )
    cpu_ms, rss_mib = done.stderr.splitlines()[-1].split()
    return Start(float(cpu_ms), float(rss_mib))


def run(rounds: int = ROUNDS) -> dict[str, Any]:
    """Measure all in turns; ratios are medians of rounds, each to the peer in the same round."""
    cases = cases_of()
    with stub() as port:
        for folder, work in cases.values():
            start(folder, work, port)
        taken = [
            {name: start(folder, work, port) for name, (folder, work) in cases.items()}
            for _ in range(rounds)
        ]
    return {name: _row(name, taken) for name in cases}


def cases_of() -> dict[str, tuple[Path | None, str]]:
    """Return what is measured: for each name, what may be imported and what is done."""
    services = {service: folders.waybill(service) for service in SERVICES}
    peer = folders.peer()
    imports = {service: (folder, IMPORT) for service, folder in services.items()}
    return {
        "python": (None, ""),
        "peer": (peer, IMPORT),
        **imports,
        "peer, first order": (peer, FIRST_ORDER),
        "orders, first order": (services["orders"], FIRST_ORDER),
    }


def _row(name: str, taken: list[dict[str, Start]]) -> dict[str, float]:
    peer = "peer, first order" if name.endswith("first order") else "peer"
    return {
        "cpu_ms": statistics.median(one[name].cpu_ms for one in taken),
        "rss_mib": statistics.median(one[name].rss_mib for one in taken),
        "cpu_ratio": statistics.median(one[name].cpu_ms / one[peer].cpu_ms for one in taken),
        "rss_ratio": statistics.median(one[name].rss_mib / one[peer].rss_mib for one in taken),
    }
