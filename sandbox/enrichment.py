"""A simulated provider of what a shop did not know of its order, such as the customer's address.

It takes `POST /enrichments`.
"""

from typing import Any, ClassVar

from sandbox.directory import look_up
from sandbox.messages import RECEIVED, Answer, Document, Request
from sandbox.partner import Partner

# What always belongs to something else that was wanted.
_WITH = {"lines": ("lines", "currency")}


class Enrichment(Partner):
    """Answers with the fields that are wanted, at once or by callback."""

    title: ClassVar[str] = "provider of customers"
    kind: ClassVar[str] = "enrichment"
    task_type: ClassVar[str] = "ORDER_ENRICHMENT"
    path: ClassVar[str] = "/enrichments"
    refusal: ClassVar[tuple[str, str]] = ("UNKNOWN_CUSTOMER", "We do not know this customer.")

    def work(self, request: Request, mode: str) -> Answer:
        if mode == "silent":
            return RECEIVED
        found = look_up(request.document)
        objection = None if found else self.objection()
        output = _wanted(request.document, found) if found else None
        if mode == "later":
            self.call_back(request, output, self.late_objection() or objection)
            return RECEIVED
        return Answer(422, objection) if objection else Answer(200, output or {})


def _wanted(asked: Document, known: dict[str, Any]) -> Document:
    """Pick what is asked for, and the attributes; all of it where nothing is named."""
    wanted: Any = asked.get("wanted")
    names = [name for name in wanted if isinstance(name, str)] if isinstance(wanted, list) else []
    picked = [part for name in names or known for part in _WITH.get(name, (name,))]
    return {name: known[name] for name in (*picked, "attributes") if name in known}
