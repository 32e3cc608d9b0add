"""JSON paths and input templates, as a pipe's parameters write them."""

import json
import re
from typing import Any

_STEP = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]")
_HOLE = re.compile(r'(?P<quoted>")?<(?P<path>\$[^>]*)>(?(quoted)")')


def dig(document: Any, path: str) -> Any:
    """Find the value that `path` (such as `$.a.b[0]`) names in `document`, or None."""
    for name, index in _STEP.findall(path[1:]):
        try:
            document = document[int(index)] if index else document[name]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def resolve(parameter: Any, document: Any) -> Any:
    """Read a target parameter: a literal or, as a whole, one JSON path into `document`."""
    if isinstance(parameter, str) and parameter.startswith("$"):
        return dig(document, parameter)
    return parameter


def render(template: str, document: Any) -> str:
    """Fill the `<$.path>` holes of `template`; a hole between quotes stays one JSON string."""
    return _HOLE.sub(lambda hole: _fill(hole, document), template)


def _fill(hole: re.Match[str], document: Any) -> str:
    value = dig(document, hole["path"])
    if not hole["quoted"]:
        return json.dumps(value)
    return json.dumps(value if isinstance(value, str) else json.dumps(value))
