"""What clients may ask: one order's letters, and how a letter looks."""

import re
from collections.abc import Mapping

from chalice.app import Request

from chalicelib.notifications.application.letters import OrderUnknown
from chalicelib.notifications.domain.occasion import Kind
from eventing.http import Problem, wrong

ORDER_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


def order_id(request: Request) -> str:
    """Return the order that is asked about.

    Raises:
        Problem: 400 where none is named.
        OrderUnknown: no order of ours has such an id.
    """
    given = _query(request).get("order_id")
    if not given:
        raise wrong("order_id", "name the order", status=400)
    if not ORDER_ID.fullmatch(given):
        raise OrderUnknown
    return given


def locale(request: Request) -> str | None:
    """Return the locale asked for, if any.

    Raises:
        Problem: 400 where it is none.
    """
    given = _query(request).get("locale")
    if given and not LOCALE.fullmatch(given):
        raise wrong(
            "locale", "give a language such as es, or with a country such as es-CL", status=400
        )
    return given


def kind(name: str) -> Kind:
    """Return the kind of letter of this name.

    Raises:
        Problem: 404 where there is none.
    """
    try:
        return Kind(name)
    except ValueError:
        raise Problem(404, "There is no such letter.") from None


def _query(request: Request) -> Mapping[str, str]:
    return request.query_params or {}
