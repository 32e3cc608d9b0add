"""The ways into MiniStack that the additions share: its private parts, met through few doors."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

Handler = dict[str, Any]


class RefusedByEngine(Exception):
    """A service of the engine answered with an error; the message carries it."""

    def __init__(self, action: str, code: str, message: str) -> None:
        super().__init__(f"{action}: {code}: {message}")
        self.code = code

    @property
    def means_absent(self) -> bool:
        return "NotFound" in self.code or "NonExistent" in self.code


def replace(module: ModuleType, name: str, wrap: Callable[[Any], Any]) -> None:
    """Put `wrap(original)` in the place of `module.name`; an unknown name fails at once."""
    setattr(module, name, wrap(getattr(module, name)))


def ask(service: ModuleType, target: str, **body: Any) -> dict[str, Any]:
    """One request through a service's own front door, in process.

    CloudFormation's handlers run on the engine's event loop, so an HTTP call from one
    would wait for itself.
    """
    headers = {"x-amz-target": target}
    request = service.handle_request("POST", "/", headers, json.dumps(body).encode(), {})
    try:
        request.send(None)
    except StopIteration as done:
        status, _, answer = done.value
    else:
        raise RuntimeError(f"{target} awaited something")
    content = json.loads(answer or "{}")
    if status >= 400:
        raise RefusedByEngine(target, content.get("__type", ""), content.get("message", ""))
    return dict(content)
