"""All that a partner shows to its owner: the page and the control, for this machine alone."""

import base64
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from sandbox.control import Control
from sandbox.messages import Answer
from sandbox.page import Page
from sandbox.partner import Partner

_PDF = re.compile(r"/documents/([A-Z0-9-]{1,40})\.pdf")
_CONTROLLED = ("/page/", "/clock/", "/shipments")
HERE = ("127.0.0.1", "localhost")


class Site:
    """Refuses what the page of another site sends; a partner's own paths are not its business."""

    def __init__(self, partner: Partner) -> None:
        self._partner = partner
        self._control = Control(partner)
        self._page = Page(partner, self._control)

    def offers(self, path: str) -> bool:
        """Tell whether a POST to `path` is for the site, and not for the partner."""
        return path.startswith(_CONTROLLED)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Show or do what is asked."""
        if not _is_from_here(headers):
            return Answer(403, {"error": "this is for this machine's own pages and programs"})
        path = path.partition("?")[0]
        if path.startswith("/page/"):
            wrong = Answer(405, {"error": "a form is posted"})
            return self._page.submit(path, body) if method == "POST" else wrong
        method = "GET" if method == "HEAD" else method
        seen = (self._page.look(path) or self._document(path)) if method == "GET" else None
        return seen or self._control.answer(method, path, body)

    def _document(self, path: str) -> Answer | None:
        found = _PDF.fullmatch(path)
        for document in self._partner.book.documents() if found else ():
            if found and document["document_number"] == found[1]:
                content = base64.b64decode(document["content"])
                return Answer(200, content, {"Content-Type": document["media_type"]})
        return None


def _is_from_here(headers: Mapping[str, str]) -> bool:
    """Tell whether a program of this machine, or our own page, asks: no other site's page may."""
    host, origin = headers.get("host", ""), headers.get("origin")
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    return name in HERE and origin in (None, f"http://{host}")
