"""The carrier gateway's routes and functions: parse, hand on, answer."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from chalice import AuthResponse, Chalice, Response
from chalice.app import AuthRequest, Request

from chalicelib.carrier_gateway import functions, wiring
from chalicelib.carrier_gateway.adapters import signatures
from chalicelib.carrier_gateway.adapters.callbacks import (
    MAX_BODY_BYTES,
    CallbackBody,
    OutputInvalid,
)
from chalicelib.carrier_gateway.adapters.http_in import (
    MAX_WEBHOOK_BYTES,
    DeliveryBody,
    ShipmentBody,
    WebhookBody,
)
from chalicelib.carrier_gateway.application import webhooks
from chalicelib.carrier_gateway.application.view import view
from chalicelib.carrier_gateway.domain.answering import AnswerRefused, ConversationUnknown
from chalicelib.carrier_gateway.domain.shipping.commands import ConfirmDelivery, ConfirmShipment
from chalicelib.carrier_gateway.domain.webhook import WebhookUnknown
from chalicelib.carrier_gateway.routes import partners
from eventing import credentials, http
from eventing.service import now

app = Chalice(app_name="carrier-gateway")
app.register_middleware(http.answer_problems, "http")
guarded = http.edge({ConversationUnknown: 404, WebhookUnknown: 404, AnswerRefused: 409})

# A secret that was put in place a moment ago is not in the cache yet.
NEW_SECRET_S = 15


@app.authorizer(name="authorize", header="x-api-key", ttl_seconds=60)
def authorize(request: AuthRequest) -> AuthResponse:
    return credentials.authorize(request, wiring.service().credentials, "partner")


@app.authorizer(name="authorize_admin", header="x-api-key", ttl_seconds=60)
def authorize_admin(request: AuthRequest) -> AuthResponse:
    return credentials.authorize(request, wiring.service().credentials, "admin")


route = partial(app.route, authorizer=authorize, api_key_required=True)
partners.add_to(app, authorize_admin)


@route("/confirm-shipment", methods=["POST"])
@guarded
def confirm_shipment() -> dict[str, Any]:
    partner_id = _signer()
    body = http.parse(_request(), ShipmentBody)
    command = ConfirmShipment(partner_id, body.shipped_at, body.tracking_number)
    return _confirmed(body.order_id, command)


@route("/confirm-delivery", methods=["POST"])
@guarded
def confirm_delivery() -> dict[str, Any]:
    partner_id = _signer()
    body = http.parse(_request(), DeliveryBody)
    command = ConfirmDelivery(partner_id, body.delivered_at)
    return _confirmed(body.order_id, command)


def _confirmed(order_id: str, command: ConfirmShipment | ConfirmDelivery) -> dict[str, Any]:
    told = wiring.conversations().confirm(order_id, command)
    return view(order_id, told.state.dealings[command.partner])


@route("/callbacks", methods=["POST"])
@guarded
def take_callback() -> Mapping[str, Any]:
    partner_id = _signer()
    body = http.parse(_request(), CallbackBody, limit=MAX_BODY_BYTES)
    partner = wiring.partners().get(partner_id)
    if partner is None:
        raise ConversationUnknown
    try:
        return wiring.callbacks().take(partner, body)
    except OutputInvalid as invalid:
        errors = [{"field": name, "message": message} for name, message in invalid.errors]
        raise http.Problem(422, "Some fields are wrong.", errors) from None


# The name that the first integrations know.
route("/externalCallback", methods=["POST"], name="take_callback_alias")(take_callback)


@route("/webhooks/{partner}", methods=["POST"])
@guarded
def receive_webhook(partner: str) -> Response:
    _own(partner)
    _signer()
    http.parse(_request(), WebhookBody, limit=MAX_WEBHOOK_BYTES)
    receipt = wiring.webhooks().receive(partner, *_message(partner))
    # The path as the partner knows it, the gateway's stage included.
    location = f"{_request().context['path'].rstrip('/')}/{receipt.webhook_id}"
    answer = {"id": receipt.webhook_id, "status": receipt.status}
    return Response(answer, {"Location": location}, 200 if receipt.repeated else 202)


@route("/webhooks/{partner}/{webhook_id}", methods=["GET"])
@guarded
def read_webhook(partner: str, webhook_id: str) -> dict[str, Any]:
    _own(partner)
    return webhooks.view(wiring.webhooks().find(webhook_id, partner))


@app.route(http.DOCUMENT, methods=["GET"])
def openapi() -> Response:
    return http.document_of("chalicelib.carrier_gateway")


@app.lambda_function(name="publish")
def publish(event: list[Mapping[str, Any]], _context: object) -> list[dict[str, Any]]:
    return wiring.service().publish(event)


@app.lambda_function(name="consume")
def consume(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return functions.consume(event)


@app.lambda_function(name="deliver_calls")
def deliver_calls(event: Mapping[str, Any], context: Any) -> None:  # noqa: ANN401 - Lambda's own
    seconds = context.get_remaining_time_in_millis() / 1000
    for record in event["Records"]:
        functions.deliver_calls(json.loads(record["body"])["partner_id"], seconds)


@app.lambda_function(name="ask")
def ask(event: Mapping[str, Any], _context: object) -> None:
    functions.ask(event)


@app.lambda_function(name="overdue")
def overdue(event: Mapping[str, Any], _context: object) -> None:
    functions.overdue(event)


@app.lambda_function(name="sweep")
def sweep(_event: Mapping[str, Any], _context: object) -> list[str]:
    return functions.sweep()


@app.lambda_function(name="normalise_webhook")
def normalise_webhook(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return wiring.processing().normalise(event["webhook_id"])


@app.lambda_function(name="record_webhook")
def record_webhook(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return wiring.processing().record(event["webhook_id"])


@app.lambda_function(name="sweep_webhooks")
def sweep_webhooks(_event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return functions.sweep_webhooks()


@app.lambda_function(name="undelivered")
def undelivered(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return functions.record_undelivered(event)


@app.lambda_function(name="park")
def park(event: Mapping[str, Any], _context: object) -> None:
    wiring.service().parking.park(event)


@app.lambda_function(name="republish")
def republish(event: Mapping[str, Any], _context: object) -> None:
    wiring.service().republisher.undelivered(event)


@app.lambda_function(name="audit")
def audit(_event: Mapping[str, Any], _context: object) -> int:
    return wiring.service().audit(now())


@app.lambda_function(name="redrive")
def redrive(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return wiring.service().settle_parked(event)


def _request() -> Request:
    if app.current_request is None:
        raise RuntimeError("outside of a request")
    return app.current_request


def _signer() -> str:
    """Return the partner that sent the request; one that signs must have signed this.

    Raises:
        Problem: 401, the same for whatever is wrong with a signature.
    """
    partner_id = credentials.caller_of(_request().context).id
    partner = wiring.partners().get(partner_id)
    if (partner is None or partner.signs) and not _is_signed(partner_id):
        raise http.Problem(401, "A valid Standard Webhooks signature is needed.")
    return partner_id


def _own(partner: str) -> None:
    """Let a partner see its own webhooks only.

    Raises:
        WebhookUnknown: they are another's; nobody learns whether there is one.
    """
    if credentials.caller_of(_request().context).id != partner:
        raise WebhookUnknown


def _message(partner: str) -> tuple[str, bytes]:
    """Return the id and the body of a message; what is not signed is known by its content."""
    entry, body = wiring.partners().get(partner), http.body_of(_request())
    if entry and not entry.signs:
        return f"sha256:{hashlib.sha256(body).hexdigest()}", body
    return _request().headers["webhook-id"], body


def _is_signed(partner_id: str) -> bool:
    request, at = _request(), datetime.now(UTC)
    body = http.body_of(request)
    genuine = partial(signatures.is_genuine, given=request.headers, body=body, now=at)
    secrets = wiring.secrets()
    return genuine(secrets.signing(partner_id)) or genuine(
        secrets.signing(partner_id, kept_s=NEW_SECRET_S)
    )
