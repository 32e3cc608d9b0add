"""The registry's routes, for administrators: partners' keys do not open these, nor theirs ours."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from chalice import AuthResponse, Blueprint, Response
from chalice.app import AuthRequest

from chalicelib.carrier_gateway import wiring
from chalicelib.carrier_gateway.adapters.registry_in import PartnerBody, PauseBody
from chalicelib.carrier_gateway.application.attempts import Attempt
from chalicelib.carrier_gateway.domain.partner import Partner, PartnerInvalid, Way
from chalicelib.carrier_gateway.domain.registry import NotRegistered, Pause, Resume
from eventing import credentials, http
from eventing.row import sortable

STACKED = (
    "A partner behind an API destination has a stack of its own: use "
    "`python -m tools.admin --stage STAGE partner-add ID --way api_destination --url URL`."
)

PAGE = 50
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

routes = Blueprint(__name__)
guarded = http.edge({NotRegistered: 404})


@routes.authorizer(name="authorize_admin", header="x-api-key", ttl_seconds=60)
def authorize_admin(request: AuthRequest) -> AuthResponse:
    return credentials.authorize(request, wiring.service().credentials, "admin")


route = partial(routes.route, authorizer=authorize_admin, api_key_required=True)


@route("/partners", methods=["GET"])
@guarded
def list_partners() -> dict[str, Any]:
    entries = sorted(wiring.partners().all(), key=lambda partner: partner.id)
    return {"partners": [asdict(entry) for entry in entries]}


@route("/partners/{partner_id}", methods=["GET"])
@guarded
def read_partner(partner_id: str) -> dict[str, Any]:
    return asdict(_entry(partner_id))


@route("/partners/{partner_id}", methods=["PUT"])
@guarded
def put_partner(partner_id: str) -> Response:
    body = http.parse(routes.current_request, PartnerBody)
    if body.way is Way.API_DESTINATION:
        raise http.wrong("way", STACKED)
    try:
        put = wiring.registry().put(body.entry(partner_id), _who())
    except PartnerInvalid as invalid:
        errors = [{"field": name, "message": message} for name, message in invalid.errors]
        raise http.Problem(422, "Some fields are wrong.", errors) from None
    made = {"signing_secret": put.secret} if put.secret else {}
    return Response({**asdict(put.entry), **made}, status_code=201 if put.created else 200)


@route("/partners/{partner_id}/secret", methods=["POST"])
@guarded
def rotate_secret(partner_id: str) -> dict[str, Any]:
    key = http.idempotency_key(routes.current_request, required=False)
    return {"id": partner_id, "signing_secret": wiring.registry().rotate(partner_id, _who(), key)}


@route("/partners/{partner_id}/pause", methods=["POST"])
@guarded
def pause_partner(partner_id: str) -> dict[str, Any]:
    request = routes.current_request
    reason = http.parse(request, PauseBody).reason if http.body_of(request) else None
    return asdict(wiring.registry().change(partner_id, Pause(_who(), reason)))


@route("/partners/{partner_id}/resume", methods=["POST"])
@guarded
def resume_partner(partner_id: str) -> dict[str, Any]:
    return asdict(wiring.registry().change(partner_id, Resume(_who())))


@route("/partners/{partner_id}/attempts", methods=["GET"])
@guarded
def list_attempts(partner_id: str) -> dict[str, Any]:
    request, entry = routes.current_request, _entry(partner_id)
    query: Mapping[str, str] = request.query_params or {}
    order_id = query.get("order_id")
    if order_id is not None and not re.fullmatch(UUID, order_id):
        raise http.wrong("order_id", "give the id of an order", status=400)
    before = http.moment(request, "before")
    found = wiring.attempts().newest(entry.id, order_id=order_id, before=before, limit=PAGE)
    told = [_told(attempt) for attempt in found]
    return {"attempts": told, **({"before": told[-1]["at"]} if len(told) == PAGE else {})}


def _told(attempt: Attempt) -> dict[str, Any]:
    known = {name: value for name, value in asdict(attempt).items() if value is not None}
    return {**known, "at": sortable(attempt.at)}


def _who() -> str:
    return credentials.caller_of(routes.current_request.context).actor


def _entry(partner_id: str) -> Partner:
    entry = wiring.partners().fresh(partner_id)
    if entry is None:
        raise NotRegistered
    return entry
