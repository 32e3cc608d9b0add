"""Load a service's app.py, of which every service has one, under a name of its own."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]

# What the service fragment gives every function; tables and queues are named after these.
ENVIRONMENT = {
    "STAGE": "test",
    "EVENTS_TABLE": "events",
    "PARKED_TABLE": "parked",
    "CREDENTIALS_TABLE": "credentials",
    "BUS_NAME": "waybill-test",
    "INBOX_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/inbox",
    "CHANNELS_TABLE": "channels",
    "STAGE_FAILURES_ARN": "arn:aws:states:us-east-1:123456789012:stateMachine:stage-failures",
    "ASK_AGAIN_AFTER_S": "900",
    "AUDIT_WINDOW_S": "300",
    "AUDIT_SETTLE_S": "120",
}


@cache
def load(service: str) -> ModuleType:
    """Return `services/<service>/app.py` as a module; it is loaded once for all tests."""
    path = ROOT / "services" / service / "app.py"
    found = importlib.util.spec_from_file_location(f"{service.replace('-', '_')}_app", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
