"""Build a folder once for what it is made of, however many ask for it at the same time."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def made_once(out: Path, digest: str, make: Callable[[Path], None]) -> None:
    """Let `make` fill the folder `out`, unless it was filled for this digest already.

    It appears whole or not at all: a build that fails leaves the former one.
    """
    stamp = out.with_name(f".{out.name}.sha256")
    with _alone(out):
        if out.exists() and stamp.exists() and stamp.read_text() == digest:
            return
        making = out.with_name(f".{out.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        make(making)
        stamp.unlink(missing_ok=True)
        shutil.rmtree(out, ignore_errors=True)
        making.rename(out)
        stamp.write_text(digest)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.with_name(f".{out.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
