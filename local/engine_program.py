"""The engine as a program behind: its command, its environment, and when it is ready."""

import socket
import urllib.error
import urllib.request

from local import background
from local.background import DidNotStart, Program
from local.place import REPOSITORY, Place

PYTHON = REPOSITORY / ".venv-engine" / "bin" / "python"


def start(place: Place, *, module: str = "local.engine") -> bool:
    """Start the engine of `place`; False when it runs already, `DidNotStart` when it cannot."""
    if not background.is_running(place.pid("engine")) and _is_taken(place.port):
        raise DidNotStart(
            f"Port {place.port} is taken by another program: stop that, or set WAYBILL_PORT."
        )
    return _program(place, module).start(lambda: _is_ready(place))


def stop(place: Place) -> bool:
    # A large state takes long to save on a busy machine, and killed it would be lost.
    return background.stop(place.pid("engine"), patience_s=90)


def _program(place: Place, module: str) -> Program:
    return Program(
        name="The engine",
        command=[str(PYTHON), "-m", module],
        pid=place.pid("engine"),
        log=place.log("engine"),
        environment=_environment(place),
        folder=REPOSITORY,
    )


def _environment(place: Place) -> dict[str, str]:
    scratch = place.state / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    environment = place.aws_environment()
    # Without bytecode of its own it takes seconds to start, and so does each of its Lambdas.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **environment,
        "GATEWAY_PORT": str(place.port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "localhost",
        "IOT_MTLS_ENABLED": "0",
        "AUTH": "true",  # functions may do what their roles allow, as on AWS
        "SFTP_ENABLED": "0",
        # Calls that wait their turn hold one each, see local/engine/bursts.py.
        "MINISTACK_WORKER_THREADS": "256",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(place.state / "engine"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(place.state / "s3"),
        "TMPDIR": str(scratch),
        # Its Lambdas run on the engine's interpreter; nothing of ours may reach them by path.
        "PYTHONPATH": "",
    }


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _is_ready(place: Place) -> bool:
    try:
        with urllib.request.urlopen(f"{place.endpoint}/_ministack/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
