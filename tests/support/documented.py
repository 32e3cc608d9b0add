"""Call an app as Chalice's test client does, and hold every answer to the service's document."""

import json
from functools import cache
from typing import Any

import chalice.test
from chalice import Chalice
from chalice.config import Config
from jsonschema import Draft202012Validator, FormatChecker

from tools.http_documents import path as path_of


class HttpClient(chalice.test.TestHTTPClient):
    """Routes, each answer of which must be in the document, form and status."""

    def request(self, method: str, path: str, **kwargs: Any) -> chalice.test.HTTPResponse:
        __tracebackhide__ = True
        response = super().request(method, path, **kwargs)
        if "x-amzn-ErrorType" not in response.headers:  # else the gateway's own, not the service's
            assert_documented(self._app.app_name, method, self._pattern(path), response)
        return response

    def _pattern(self, path: str) -> str:
        matcher = self._local_gateway.event_converter._route_matcher
        return str(matcher.match_route(path).route)


class Client(chalice.test.Client):
    """Chalice's test client over such routes."""

    def __init__(self, app: Chalice) -> None:
        super().__init__(app)
        self._http_client = HttpClient(app, Config.create())


def assert_documented(service: str, method: str, pattern: str, response: Any) -> None:
    """Fail unless the document of `service` says that this can be answered."""
    __tracebackhide__ = True
    operation = document(service)["paths"].get(pattern, {}).get(method.lower())
    if operation is None:  # a contract test names routes that are not described
        return
    status, told = str(response.status_code), f"{method} {pattern}: {response.status_code}"
    answers = operation["responses"]
    answer = answers.get(status) or answers.get(f"{status[0]}XX")
    assert answer is not None, f"{told} is in no document (adapters/operations.py)"
    media_type = response.headers.get("Content-Type", "application/json")
    assert media_type in answer["content"], f"{told} has the type {media_type}"
    missing = answer.get("headers", {}).keys() - response.headers.keys()
    assert not missing, f"{told} lacks {missing}"
    schema = answer["content"][media_type]["schema"]["$ref"]
    errors = [
        f"{error.json_path}: {error.message}"
        for error in _validator(service, schema).iter_errors(json.loads(response.body))
    ]
    assert not errors, f"{told} is not what its document says (make codegen?): {errors}"


@cache
def document(service: str) -> dict[str, Any]:
    """Return what the service publishes."""
    return dict(json.loads(path_of(service).read_text()))


@cache
def _validator(service: str, ref: str) -> Draft202012Validator:
    schemas = document(service)["components"]["schemas"]
    closed = {"unevaluatedProperties": False}  # clients must bear more fields; we say all of them
    said = {name: closed | s if "properties" in s else s for name, s in schemas.items()}
    root = {"$ref": ref, "components": {"schemas": said}}
    return Draft202012Validator(root, format_checker=FormatChecker())
