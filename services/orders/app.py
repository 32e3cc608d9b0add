"""The orders service's routes and functions: parse, hand on, answer."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from chalice import AuthResponse, Chalice, Response
from chalice.app import AuthRequest, Request

from chalicelib.orders import wiring
from chalicelib.orders.adapters import stage_failures
from chalicelib.orders.adapters.history import history
from chalicelib.orders.adapters.http_in import CancelBody, ExceptionBody, OrderBody
from chalicelib.orders.application.orders import Client
from chalicelib.orders.application.view import view
from chalicelib.orders.domain.exceptions import OrderNotOpen
from chalicelib.orders.domain.order import (
    ORDER,
    OrderIncomplete,
    OrderNotCancellable,
    OrderUnknown,
)
from eventing import credentials, http
from eventing.service import now

app = Chalice(app_name="orders")
app.register_middleware(http.answer_problems, "http")
guarded = http.edge({OrderUnknown: 404, OrderNotCancellable: 409, OrderNotOpen: 409})


@app.authorizer(name="authorize", header="x-api-key", ttl_seconds=60)
def authorize(request: AuthRequest) -> AuthResponse:
    return credentials.authorize(request, wiring.service().credentials, "client")


route = partial(app.route, authorizer=authorize, api_key_required=True)


@route("/orders", methods=["POST"])
@guarded
def place_order() -> Response:
    caller = _caller()
    body = http.parse(_request(), OrderBody)
    key = http.idempotency_key(_request(), required=body.external_id is None)
    if not (body.carrier or caller.default_carrier):
        raise http.wrong("carrier", "name one: this client has no default carrier")
    details, said = body.details(caller.default_carrier), body.model_dump_json()
    try:
        order_id, outcome = wiring.orders().place(details, _client(), key, said)
    except OrderIncomplete as lack:
        raise http.missing(lack.fields) from lack
    # The path as the client knows it, the gateway's stage included.
    location = f"{_request().context['path'].rstrip('/')}/{order_id}"
    status = 200 if outcome.repeated else 201
    return Response(view(order_id, outcome.state), {"Location": location}, status)


@route("/orders/{order_id}", methods=["GET"])
@guarded
def get_order(order_id: str) -> dict[str, Any]:
    version = http.positive_number(_request(), "version")
    stream = wiring.orders().stream(order_id, _client(), up_to=version)
    if version and stream.version < version:
        raise http.Problem(404, f"The order has not come to version {version} yet.")
    return view(order_id, ORDER.replay(stream.events))


# The name that the first integrations know.
route("/order/{order_id}", methods=["GET"], name="get_order_alias")(get_order)


@route("/orders/{order_id}/events", methods=["GET"])
@guarded
def get_events(order_id: str) -> dict[str, Any]:
    return {"events": history(wiring.orders().stream(order_id, _client()))}


@route("/orders/{order_id}/cancel", methods=["POST"])
@guarded
def cancel_order(order_id: str) -> dict[str, Any]:
    body = http.parse(_request(), CancelBody)
    key = http.idempotency_key(_request(), required=True) or ""
    outcome = wiring.orders().cancel(order_id, body.reason, _client(), key)
    return view(order_id, outcome.state)


@route("/orders/{order_id}/exceptions", methods=["POST"])
@guarded
def raise_exception(order_id: str) -> dict[str, Any]:
    body = http.parse(_request(), ExceptionBody)
    key = http.idempotency_key(_request(), required=True) or ""
    outcome = wiring.orders().stop(order_id, body.said(), _client(), key)
    return view(order_id, outcome.state)


@app.route(http.DOCUMENT, methods=["GET"])
def openapi() -> Response:
    return http.document_of("chalicelib.orders")


@app.lambda_function(name="publish")
def publish(event: list[Mapping[str, Any]], _context: object) -> list[dict[str, Any]]:
    return wiring.service().publish(event)


@app.lambda_function(name="consume")
def consume(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return wiring.service().consume(event, wiring.handlers())


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


@app.lambda_function(name="classify_failure")
def classify_failure(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return stage_failures.classify(event, wiring.failures())


@app.lambda_function(name="apply_failure")
def apply_failure(event: Mapping[str, Any], _context: object) -> None:
    stage_failures.apply(event, wiring.failures())


def _request() -> Request:
    if app.current_request is None:
        raise RuntimeError("outside of a request")
    return app.current_request


def _caller() -> credentials.Caller:
    return credentials.caller_of(_request().context)


def _client() -> Client:
    caller = _caller()
    return Client(caller.tenant_id, caller.namespace, caller.actor)
