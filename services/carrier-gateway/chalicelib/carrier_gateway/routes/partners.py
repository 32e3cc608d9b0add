"""The registry's routes, for administrators: partners' keys do not open these, nor theirs ours."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import wraps
from typing import Any

from chalice import Chalice, Response
from chalice.app import ChaliceAuthorizer, Request

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters.registry_in import PartnerBody, PauseBody
from chalicelib.carrier_gateway.application.attempts import Attempt
from chalicelib.carrier_gateway.application.condition import condition
from chalicelib.carrier_gateway.domain.partner import Partner, PartnerInvalid, Way
from chalicelib.carrier_gateway.domain.registry import NotRegistered, Pause, Resume
from eventing import credentials, http
from eventing.row import sortable
from eventing.service import now

STACKED = (
    "A partner behind an API destination has a stack of its own: use "
    "`python -m tools.admin --stage STAGE partner-add ID --way api_destination --url URL`."
)
PAGE = 50
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

View = Callable[..., Any]


def add_to(app: Chalice, authorizer: ChaliceAuthorizer) -> None:
    """Give `app` these routes; `authorizer` lets administrators in and nobody else."""
    for (method, path), view in VIEWS.items():
        route = app.route(path, methods=[method], authorizer=authorizer, api_key_required=True)
        route(http.edge({NotRegistered: 404})(_answering(app, view)))


def _answering(app: Chalice, view: View) -> View:
    @wraps(view)
    def answer(**path: str) -> Any:  # noqa: ANN401 - as the view
        return view(app.current_request, **path)

    return answer


def list_partners(_request: Request) -> dict[str, Any]:
    entries = sorted(wiring.partners().all(), key=lambda partner: partner.id)
    return {"partners": [asdict(entry) for entry in entries]}


def read_partner(_request: Request, partner_id: str) -> dict[str, Any]:
    return {**asdict(_entry(partner_id)), **_condition(partner_id)}


def put_partner(request: Request, partner_id: str) -> Response:
    body = http.parse(request, PartnerBody)
    if body.way is Way.API_DESTINATION:
        raise http.wrong("way", STACKED)
    try:
        put = wiring.registry().put(body.entry(partner_id), _who(request))
    except PartnerInvalid as invalid:
        errors = [{"field": name, "message": message} for name, message in invalid.errors]
        raise http.Problem(422, "Some fields are wrong.", errors) from None
    made = {"signing_secret": put.secret} if put.secret else {}
    return Response({**asdict(put.entry), **made}, status_code=201 if put.created else 200)


def rotate_secret(request: Request, partner_id: str) -> dict[str, Any]:
    key = http.idempotency_key(request, required=False)
    secret = wiring.registry().rotate(partner_id, _who(request), key)
    return {"id": partner_id, "signing_secret": secret}


def pause_partner(request: Request, partner_id: str) -> dict[str, Any]:
    reason = http.parse(request, PauseBody).reason if http.body_of(request) else None
    return asdict(wiring.registry().change(partner_id, Pause(_who(request), reason)))


def resume_partner(request: Request, partner_id: str) -> dict[str, Any]:
    return asdict(wiring.registry().change(partner_id, Resume(_who(request))))


def list_attempts(request: Request, partner_id: str) -> dict[str, Any]:
    query: Mapping[str, str] = request.query_params or {}
    order_id = query.get("order_id")
    if order_id is not None and not re.fullmatch(UUID, order_id):
        raise http.wrong("order_id", "give the id of an order", status=400)
    found = wiring.attempts().newest(
        _entry(partner_id).id,
        order_id=order_id,
        before=http.moment(request, "before"),
        limit=PAGE,
    )
    told = [_told(attempt) for attempt in found]
    return {"attempts": told, **({"before": told[-1]["at"]} if len(told) == PAGE else {})}


def _condition(partner_id: str) -> dict[str, Any]:
    health = wiring.leases().health(partner_id)
    return condition(partner_id, wiring.service().store, health, now())


def _told(attempt: Attempt) -> dict[str, Any]:
    known = {name: value for name, value in asdict(attempt).items() if value is not None}
    return {**known, "at": sortable(attempt.at)}


def _who(request: Request) -> str:
    return credentials.caller_of(request.context).actor


def _entry(partner_id: str) -> Partner:
    entry = wiring.partners().fresh(partner_id)
    if entry is None:
        raise NotRegistered
    return entry


VIEWS: Mapping[tuple[str, str], View] = {
    ("GET", "/partners"): list_partners,
    ("GET", "/partners/{partner_id}"): read_partner,
    ("PUT", "/partners/{partner_id}"): put_partner,
    ("POST", "/partners/{partner_id}/secret"): rotate_secret,
    ("POST", "/partners/{partner_id}/pause"): pause_partner,
    ("POST", "/partners/{partner_id}/resume"): resume_partner,
    ("GET", "/partners/{partner_id}/attempts"): list_attempts,
}
