"""All that we add to MiniStack, in one list."""

import os
from importlib.metadata import version
from pathlib import Path

from local.engine import (
    api_destinations,
    autosave,
    bursts,
    dead_letters,
    events_types,
    gateway_responses,
    iam_conditions,
    kept_state,
    lambda_errors,
    pipe_type,
    put_events,
    schema_types,
    schemas_api,
    ses_attachments,
    ses_events,
    task_tokens,
)
from local.engine.schema_store import SchemaStore
from local.pipes.supervisor import Supervisor

PINNED = "1.5.33"


def install() -> None:
    """Add everything; refuses another MiniStack, whose private parts may differ."""
    if (found := version("ministack")) != PINNED:
        raise RuntimeError(f"MiniStack {found}, not {PINNED}: check every seam in local/engine")
    schemas = SchemaStore(Path(os.environ["STATE_DIR"]) / "event-schemas")
    put_events.install()
    dead_letters.install()
    api_destinations.install(float(os.environ.get("WAYBILL_RETRY_BASE_S", "1")))
    kept_state.install()
    lambda_errors.install()
    task_tokens.install()
    bursts.install()
    ses_events.install()
    ses_attachments.install()
    events_types.install()
    gateway_responses.install()
    iam_conditions.install()
    schema_types.install(schemas)
    schemas_api.install(schemas)
    pipe_type.install()
    autosave.install(float(os.environ.get("WAYBILL_AUTOSAVE_S", "15")))
    endpoint = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"
    Supervisor(pipe_type.NativePipes(), endpoint).start()
