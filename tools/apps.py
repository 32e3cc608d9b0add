"""Load a service's app.py, of which every service has one, under a name of its own."""

import importlib.util
from functools import cache
from types import ModuleType

from tools.services import folder


@cache
def load(service: str) -> ModuleType:
    """Return `services/<service>/app.py` as a module; once, since its blueprints bear no second."""
    path = folder(service) / "app.py"
    found = importlib.util.spec_from_file_location(f"{service.replace('-', '_')}_app", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
