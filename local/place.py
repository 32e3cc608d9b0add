"""Where a local system lives: its folder, its ports, and how its parts are told of each other."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
REGION = "us-east-1"
STAGE = "local"


@dataclass(frozen=True)
class Place:
    """One local system; several may run side by side in different places."""

    state: Path
    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoints_file(self) -> Path:
        return self.state / "endpoints.json"

    def log(self, name: str) -> Path:
        return self.state / f"{name}.log"

    def pid(self, name: str) -> Path:
        return self.state / f"{name}.pid"

    def partner_port(self, number: int) -> int:
        """Give the port of the `number`th partner, from 1: they follow the engine's."""
        return self.port + number

    def aws_environment(self) -> dict[str, str]:
        """Give the present environment, in which AWS is the engine."""
        return {
            **os.environ,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def the_place(environment: Mapping[str, str] = os.environ) -> Place:
    """Find the place that WAYBILL_STATE and WAYBILL_PORT name, else `.local` and 4566."""
    state = Path(environment.get("WAYBILL_STATE") or REPOSITORY / ".local")
    return Place(state.resolve(), int(environment.get("WAYBILL_PORT") or 4566))
