"""API Gateway before an app, as a WSGI application: keys, unknown routes, and paths decoded."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import unquote

from chalice import Chalice
from chalice.config import Config
from chalice.local import LambdaEventConverter, LocalGateway, LocalGatewayException
from werkzeug.serving import WSGIRequestHandler, make_server

from tools.services import ROOT
from tools.template import read

API = read(ROOT / "shared/infra/service/api.yaml")["Resources"]["RestAPI"]["Properties"]
REFUSALS = API["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]


class Quiet(WSGIRequestHandler):
    """Keeps connections, and says nothing of each request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits for an acknowledgement

    def log(self, *_: Any) -> None:
        pass


@contextmanager
def served(app: Chalice) -> Iterator[str]:
    """Serve `app` behind such a gateway on this machine; yield its address."""
    server = make_server("127.0.0.1", 0, Gateway(app), threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class AsAws(LambdaEventConverter):
    """Lambda gets the values in a path as they were meant, not as they were escaped."""

    def create_lambda_event(self, *args: Any, **kwargs: Any) -> Any:
        event = super().create_lambda_event(*args, **kwargs)
        event["pathParameters"] = {
            name: unquote(value) for name, value in event["pathParameters"].items()
        }
        return event


class Gateway:
    """The edge that callers meet."""

    def __init__(self, app: Chalice) -> None:
        self._local = LocalGateway(app, Config.create())
        converter = self._local.event_converter
        self._local.event_converter = AsAws(converter._route_matcher, converter._binary_types)
        self._routes = app.routes

    def __call__(self, environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, headers, body = self.answer(
            environ["REQUEST_METHOD"],
            environ["RAW_URI"],
            _headers(environ),
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)),
        )
        start_response(f"{status} Answered", list(headers.items()))
        return [body]

    def answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer a request; names of headers are in small letters."""
        # Chalice's gateway reads the key from another header than its authorizer is told.
        headers = headers | {"authorization": headers.get("x-api-key", "")}
        try:
            pattern = self._local.event_converter._route_matcher.match_route(path).route
            if method not in self._routes[pattern]:
                return refusal("MISSING_AUTHENTICATION_TOKEN")
            answer = self._local.handle_request(method, path, headers, body)
        except ValueError:
            return refusal("MISSING_AUTHENTICATION_TOKEN")
        except LocalGatewayException:
            return refusal("ACCESS_DENIED")
        given = {"Content-Type": "application/json", **answer["headers"]}
        return answer["statusCode"], given, answer["body"].encode()


def refusal(kind: str) -> tuple[int, dict[str, str], bytes]:
    """Return what the template says that the gateway itself answers."""
    told = REFUSALS[kind]
    content_type = told["responseParameters"]["gatewayresponse.header.Content-Type"].strip("'")
    body = json.dumps(json.loads(told["responseTemplates"]["application/json"]))
    return int(told["statusCode"]), {"Content-Type": content_type}, body.encode()


def _headers(environ: Any) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        found["content-type"] = environ["CONTENT_TYPE"]
    return found
