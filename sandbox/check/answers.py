"""What Waybill understands of the JSON object that a partner answers."""

import base64
import binascii
from typing import Any

from sandbox.check.exchange import plain

LONGEST_TEXT = 128
_ENRICHMENT = {
    "customer": dict,
    "ship_to": dict,
    "lines": list,
    "attributes": dict,
    "currency": str,
}


class Unreadable(Exception):
    """Waybill cannot read the answer; the message is why."""


def carrier(found: dict[str, Any]) -> str:
    status = _text(found, "shipping_status") or "ACCEPTED"
    if number := _text(found, "tracking_number"):
        return f"accepted, shipping_status {status}, tracking_number {number}"
    return "accepted WITHOUT tracking_number" + unread(found, "shipping_status", "tracking_number")


def document(found: dict[str, Any]) -> str:
    if missing := [
        name for name in ("document_number", "media_type", "content") if name not in found
    ]:
        raise Unreadable(f"without {', '.join(missing)}" + unread(found, "issued_at"))
    try:
        content = base64.b64decode(found["content"], validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise Unreadable("content is not base64") from None
    if found["media_type"] == "application/pdf" and not content.startswith(b"%PDF-"):
        raise Unreadable("content is no PDF")
    names = ("document_number", "media_type", "issued_at")
    said = [f"{name} {text}" for name in names if (text := _text(found, name))]
    return f"issued, {', '.join(said)}, {len(content)} bytes"


def enrichment(found: dict[str, Any]) -> str:
    for name, shape in _ENRICHMENT.items():
        if not isinstance(found.get(name, shape()), shape):
            raise Unreadable(f"{name} is no {'list' if shape is list else shape.__name__}")
    if not all(isinstance(text, str) for text in found.get("attributes", {}).values()):
        raise Unreadable("attributes are not all text")
    said = [name for name in _ENRICHMENT if found.get(name)]
    return f"answered, {', '.join(said) or 'NOTHING that is read'}{unread(found, *_ENRICHMENT)}"


def unread(found: Any, *read: str) -> str:
    """Name the fields that Waybill passes over."""
    names = [name for name in found if name not in read] if isinstance(found, dict) else []
    return f" (fields not read: {plain(', '.join(names))[:LONGEST_TEXT]})" if names else ""


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    text = value.strip() if isinstance(value, str) else value
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT or not text.isprintable():
        raise Unreadable(f"{name} is no line of at most {LONGEST_TEXT} letters")
    return text
