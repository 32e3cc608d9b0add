"""What is wrong with the JSON object that a partner answers; empty: nothing."""

import base64
import binascii
from typing import Any

LONGEST_TEXT = 128


def carrier(found: dict[str, Any]) -> str:
    return _texts(found, ("shipping_status", "tracking_number"))


def document(found: dict[str, Any]) -> str:
    if missing := [
        name for name in ("document_number", "media_type", "content") if name not in found
    ]:
        return f"without {', '.join(missing)}"
    try:
        content = base64.b64decode(found["content"], validate=True)
    except (binascii.Error, TypeError, ValueError):
        return "content is not base64"
    if found["media_type"] == "application/pdf" and not content.startswith(b"%PDF-"):
        return "content is no PDF"
    return _texts(found, ("document_number", "media_type", "issued_at"))


def enrichment(found: dict[str, Any]) -> str:
    shapes = {"customer": dict, "ship_to": dict, "lines": list, "attributes": dict, "currency": str}
    for name, shape in shapes.items():
        if not isinstance(found.get(name, shape()), shape):
            return f"{name} is no {'list' if shape is list else shape.__name__}"
    texts = found.get("attributes", {}).values()
    return "" if all(isinstance(text, str) for text in texts) else "attributes are not all text"


def _texts(found: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = found.get(name)
        if value is not None and not _is_line(value):
            return f"{name} is no line of at most {LONGEST_TEXT} letters"
    return ""


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and value.isprintable()
