"""The notifications service's routes and functions: parse, hand on, answer."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from chalice import AuthResponse, Chalice, Response
from chalice.app import AuthRequest, Request

from chalicelib.notifications import wiring
from chalicelib.notifications.adapters import http_in, sample, settling
from chalicelib.notifications.application.letters import OrderUnknown
from chalicelib.notifications.application.view import view
from eventing import credentials, http
from eventing.service import now

app = Chalice(app_name="notifications")
app.register_middleware(http.answer_problems, "http")
guarded = http.edge({OrderUnknown: 404})


@app.authorizer(name="authorize", header="x-api-key", ttl_seconds=60)
def authorize(request: AuthRequest) -> AuthResponse:
    return credentials.authorize(request, wiring.service().credentials, "client")


route = partial(app.route, authorizer=authorize, api_key_required=True)


@route("/notifications", methods=["GET"])
@guarded
def get_notifications() -> dict[str, Any]:
    order_id = http_in.order_id(_request())
    tenant_id = credentials.caller_of(_request().context).tenant_id
    return {"notifications": [view(s) for s in wiring.letters().of_order(order_id, tenant_id)]}


@route("/templates/{kind}", methods=["GET"])
@guarded
def preview_template(kind: str) -> dict[str, Any]:
    known = http_in.kind(kind)
    contact = sample.contact(http_in.locale(_request()))
    mail = wiring.writer().write(known, contact, sample.SHIPMENT, sample.DOCUMENT)
    return {"kind": known.value, "subject": mail.subject, "text": mail.text, "html": mail.html}


@app.route(http.DOCUMENT, methods=["GET"])
def openapi() -> Response:
    return http.document_of("chalicelib.notifications")


@app.lambda_function(name="publish")
def publish(event: list[Mapping[str, Any]], _context: object) -> list[dict[str, Any]]:
    return wiring.service().publish(event)


@app.lambda_function(name="consume")
def consume(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return wiring.service().consume(event, wiring.handlers())


@app.lambda_function(name="park")
def park(event: Mapping[str, Any], _context: object) -> None:
    wiring.service().parking.park(event)


@app.lambda_function(name="mail_events")
def mail_events(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return wiring.take_mail_events(event)


@app.lambda_function(name="park_mail_events")
def park_mail_events(event: Mapping[str, Any], _context: object) -> None:
    wiring.mail_parking().park(event)


@app.lambda_function(name="sweep")
def sweep(_event: Mapping[str, Any], _context: object) -> int:
    return wiring.sweep().run()


@app.lambda_function(name="settle")
def settle(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    return settling.settle(event, str(getattr(context, "aws_request_id", "")), wiring.letters())


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
