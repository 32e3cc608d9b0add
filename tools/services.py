"""Which services and stages there are, and where things lie."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
SERVICES = ("orders", "carrier-gateway", "notifications")
STAGES = ("local", "dev", "qa", "prod")


def folder(service: str) -> Path:
    """Return the folder of one service."""
    return ROOT / "services" / service
