"""The partner's page: everything about it, and forms for all that its control can do."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl

import jinja2

from sandbox.behaviour import MODES
from sandbox.control import PATHS, Control
from sandbox.dials import DIALS, GROUPS, from_form
from sandbox.directory import DIRECTORY, UNKNOWN
from sandbox.messages import Answer, Document, scan_of
from sandbox.outbox import GIVEN_UP, WAITING
from sandbox.partner import Partner
from sandbox.reading import Refused
from sandbox.scenarios import SCENARIOS, STATUSES

SHOWN = 50
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HERE = files("sandbox") / "web"
_FILES = {"/page.css": "text/css", "/page.js": "text/javascript"}


class Page:
    """What a browser sees of one partner."""

    def __init__(self, partner: Partner, control: Control) -> None:
        self._partner = partner
        self._control = control

    def look(self, path: str) -> Answer | None:
        """Return the page or one of its files; None where `path` is neither."""
        if path == "/":
            return self._shown()
        if media_type := _FILES.get(path):
            content = (_HERE / path.lstrip("/")).read_text()
            return Answer(200, content, {"Content-Type": f"{media_type}; charset=utf-8"})
        return None

    def submit(self, path: str, body: bytes) -> Answer:
        """Do what a form asks, and show the page again; what is wrong with it is said there."""
        form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        try:
            self._do(path.removeprefix("/page/"), form)
        except ValueError as error:
            return self._shown(400, str(error))
        return Answer(303, "", {"Location": "/"})

    def _do(self, action: str, form: dict[str, str]) -> None:
        control = self._control
        match action:
            case "behave":
                control.behave(from_form(form))
            case "clock":
                control.set_clock(_clock_form(form))
            case "advance":
                control.advance({"to_next": True} if "to_next" in form else _hours(form))
            case "parcel":
                control.take_parcel({"scenario": form.get("scenario") or None})
            case "scenario":
                control.choose(form.get("order_id", ""), form.get("scenario") or None)
            case "scan":
                control.scan(form.get("order_id", ""), {"status": form.get("status")})
            case "reset":
                self._partner.forget()
            case _:
                raise Refused("there is no such form")

    def _shown(self, status: int = 200, wrong: str = "") -> Answer:
        text = _template().render(self._facts(), wrong=wrong)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
        return Answer(status, text, headers)

    def _facts(self) -> Mapping[str, Any]:
        partner, now = self._partner, self._partner.clock.now()
        waiting = partner.book.messages(WAITING)
        shipments, documents = partner.book.shipments(), partner.book.documents()
        return {
            "partner": partner,
            "connection": partner.connection,
            "behaviour": partner.behaviour,
            "now": now,
            "real": time.time(),
            "shipments": [_parcel(one, waiting, now) for one in shipments[: -SHOWN - 1 : -1]],
            "documents": documents[: -SHOWN - 1 : -1],
            "count": {"shipments": len(shipments), "documents": len(documents)},
            "waiting": len(waiting),
            "given_up": len(partner.book.messages(GIVEN_UP)),
            "exchanges": partner.exchanges.newest_first()[:SHOWN],
            "modes": MODES,
            "groups": [(g, [d for d in DIALS if d.fits(g, partner.kind)]) for g in GROUPS],
            "scenarios": SCENARIOS,
            "statuses": STATUSES,
            "directory": DIRECTORY,
            "nobody": UNKNOWN,
            "paths": PATHS,
        }


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(clock=_clock, pretty=_pretty, span=_span)
    return environment.from_string((_HERE / "page.html").read_text())


def _parcel(shipment: Document, waiting: list[Document], now: float) -> Document:
    """Add what is told next about a parcel, and in how many seconds."""
    following = next((m for m in waiting if m["about"] == shipment["order_id"]), None)
    if following is None:
        return {**shipment, "next": None}
    news = scan_of(following) or following["label"]
    return {**shipment, "next": news, "in_s": max(0, following["due"] - now)}


def _clock_form(form: Mapping[str, str]) -> Document:
    wanted: Document = {}
    if form.get("speed"):
        wanted["speed"] = _number(form["speed"])
    if form.get("paused") in ("yes", "no"):
        wanted["paused"] = form["paused"] == "yes"
    return wanted


def _hours(form: Mapping[str, str]) -> Document:
    return {"hours": _number(form.get("hours", ""))}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Refused("a number is needed") from None


def _clock(at: float, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return datetime.fromtimestamp(at, UTC).strftime(form)


def _span(seconds: float) -> str:
    """Write how long that is, in its two largest units."""
    left, parts = round(seconds), []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def _pretty(body: str) -> str:
    """Spread JSON over lines; anything else stays as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body
