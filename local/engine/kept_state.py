"""Stands in for what MiniStack forgets over a clean restart: records still on a stream, sent mail.

Without the first a restart loses what no pipe had read yet; the second is what people look at.
"""

import copy
from types import ModuleType
from typing import Any

from ministack.services import dynamodb, ses

from local.engine.seams import replace

PREFIX = "waybill:"


def install() -> None:
    keep(dynamodb, "_stream_records", "_stream_trimmed")
    keep(ses, "_sent_emails")


def keep(service: ModuleType, *stores: str) -> None:
    """Save the named stores of `service` with its own state, and bring them back with it."""

    def saving(get_state: Any) -> Any:
        def state() -> dict[str, Any]:
            ours = {PREFIX + name: copy.deepcopy(getattr(service, name)) for name in stores}
            return {**get_state(), **ours}

        return state

    def loading(load: Any) -> Any:
        def load_persisted_state(data: dict[str, Any]) -> None:
            load(data)
            for name in stores:
                getattr(service, name).update(data.get(PREFIX + name) or {})

        return load_persisted_state

    replace(service, "get_state", saving)
    replace(service, "load_persisted_state", loading)
