"""Send every route of a service what no honest caller sends, and see that nothing comes of it."""

import gzip
import json
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from chalice import Chalice
from chalice.test import HTTPResponse
from jsonschema import Draft202012Validator

from eventing import aws
from eventing.operations import Operation
from tests.support.documented import assert_documented, document
from tests.support.gateway import Gateway
from tools import http_documents

LONGEST_S = 15  # on a machine that does other things too
DEEP = 100_000

VALUES: list[Any] = [
    *[None, True, 0, -1, 1.5, 10**30, [], {}, [[]], [{}], {"$ne": 1}, [[[[[[[[[]]]]]]]]]],
    *["", " ", "x" * 50_000, "a\x00b", "\u202eevil\u202c", "a\r\nBcc: x@example.com", "ü" * 5000],
]

NOT_JSON = {
    "nothing": b"",
    "blanks": b"  \n ",
    "cut off": b'{"a":',
    "two values": b"{}{}",
    "no JSON at all": b"order=1&quantity=2",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "no UTF-8": b'{"a":"\xff"}',
    "half a surrogate": b'{"a":"\\ud800"}',
    "a control character": b'{"a":"\x00"}',
    "deep lists": b"[" * DEEP,
    "deep lists, closed": b"[" * 60_000 + b"]" * 60_000,
    "deep objects": b'{"a":' * 20_000,
    "digits without end": b'{"a":' + b"9" * DEEP + b"}",
}

NO_OBJECTS = [b"null", b"[]", b'"text"', b"1", b"true", b"NaN", b"[[{}]]", b"1e400", b"-0"]

OTHER_TYPES = [
    *["text/plain", "text/xml", "application/xml", "application/octet-stream", "*/*", "x", ""],
    *["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/jsonp"],
    *["application/json; charset=utf-16", "application/json; charset=latin-1"],
    *["text/plain, application/json", "application/json, text/plain", "image/png"],
    *["application/json; charset*=utf-16''x", "application/problem+json", "a" * 5000],
]

ODD_NAMES = [
    *["%00", "..", "%2e%2e", ".", "%2F", "..%2F..%2Fetc", "%0d%0aSet-Cookie:%20a=b", "%20", "%0a"],
    *["x" * 3000, "%C3%BC", "%F0%9F%92%A9", "%FF", "%u0041", "'%20OR%201=1", "%7B%7D", "$%7Bx%7D"],
    *["%E2%80%AEevil", "null", "-1", "0", "*", "a%3Ab%23c", "%25", "%", "%zz", "a;b", "a@b", "~"],
]


@dataclass(frozen=True)
class Edge:
    """A service behind its gateway; each path begins with what decides which key is used."""

    service: str
    app: Chalice
    keys: dict[str, str]
    names: dict[str, str]

    def send(
        self, method: str, path: str, body: Any = b"", **headers: str | None
    ) -> tuple[HTTPResponse, str]:
        """Send a request and return its answer, which must be quick, documented and no fault."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        known = {"x-api-key": self._key(path), "content-type": "application/json"}
        known |= {"idempotency-key": "one"}
        known |= {name.replace("_", "-"): value for name, value in headers.items()}
        given = {name: value for name, value in known.items() if value is not None}
        began = time.monotonic()
        status, answered, text = Gateway(self.app).answer(method, path, given, sent)
        told = f"{method} {path[:80]} {sent[:80]!r}: {status}"
        assert time.monotonic() - began < LONGEST_S, f"{told} after {time.monotonic() - began} s"
        assert status < 500, f"{told} {text!r}"
        assert not any("\r" in value or "\n" in value for value in answered.values()), told
        return HTTPResponse(text, answered, status), told

    def refused(self, method: str, pattern: str, body: Any, **headers: str | None) -> Any:
        """Send what must be refused; return status and problem."""
        response, told = self.send(method, self.path(pattern), body, **headers)
        assert 400 <= response.status_code < 500, told
        assert_documented(self.service, method, pattern, response)
        assert response.headers["Content-Type"] == "application/problem+json", told
        return response.status_code, json.loads(response.body), told

    def path(self, pattern: str, **names: str) -> str:
        """Return a path of such a route."""
        return pattern.format(**self.names | names)

    def stored(self) -> dict[str, int]:
        """Return how many items each table has."""
        client = aws.client("dynamodb")
        tables = client.list_tables()["TableNames"]
        return {name: client.scan(TableName=name, Select="COUNT")["Count"] for name in tables}

    def with_bodies(self) -> Iterator[tuple[str, str, Operation]]:
        """Yield method, path and description of every route that reads a body."""
        for entry, operation in http_documents.routes(self.service):
            if operation.body:
                yield entry.method, entry.uri_pattern, operation

    def mutants(
        self, method: str, pattern: str, operation: Operation, *, valid: bool
    ) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        """Yield changed examples that the document allows, or that it does not."""
        fits = validator(self.service, method, pattern).is_valid
        for place, body in mutants(next(iter(operation.examples.values()))):
            if fits(body) == valid and len(json.dumps(body)) <= operation.limit:
                yield place, body

    def _key(self, path: str) -> str:
        fitting = [beginning for beginning in self.keys if path.startswith(beginning)]
        return self.keys[max(fitting, key=len)]


class BadInput:
    """What holds for every service; a subclass says which by a fixture `edge`."""

    def test_a_wrong_value_in_any_field_is_a_problem_that_names_it(self, edge):
        before = edge.stored()
        for method, pattern, operation in edge.with_bodies():
            for place, body in edge.mutants(method, pattern, operation, valid=False):
                status, problem, told = edge.refused(method, pattern, body)
                assert status == 422, told
                assert any(related(e["field"], place) for e in problem["errors"]), (told, problem)
        assert edge.stored() == before

    def test_an_odd_value_that_is_allowed_is_no_fault(self, edge):
        for method, pattern, operation in edge.with_bodies():
            for _, body in edge.mutants(method, pattern, operation, valid=True):
                edge.send(method, edge.path(pattern), body)

    def test_what_is_no_json_is_a_400_and_stores_nothing(self, edge):
        before = edge.stored()
        for method, pattern, operation in edge.with_bodies():
            for name, body in NOT_JSON.items():
                if not body and not operation.body_required:
                    continue
                status, _, told = edge.refused(method, pattern, body)
                assert status == 400, f"{name}: {told}"
        assert edge.stored() == before

    def test_json_that_is_no_object_is_refused(self, edge):
        before = edge.stored()
        for method, pattern, _ in edge.with_bodies():
            for body in NO_OBJECTS:
                status, _, told = edge.refused(method, pattern, body)
                assert status in {400, 422}, told
        assert edge.stored() == before

    def test_a_name_given_twice_and_a_number_that_is_none_are_refused(self, edge):
        before = edge.stored()
        for method, pattern, operation in edge.with_bodies():
            for body in ambiguous(next(iter(operation.examples.values()))):
                status, problem, told = edge.refused(method, pattern, body)
                assert status in {400, 422}, told
                assert "errors" in problem or "JSON" in problem["detail"], told
        assert edge.stored() == before

    def test_a_body_of_another_type_or_packed_is_a_415_everywhere(self, edge):
        before = edge.stored()
        for method, pattern, operation in edge.with_bodies():
            body = next(iter(operation.examples.values()))
            for content_type in OTHER_TYPES:
                status, _, told = edge.refused(method, pattern, body, content_type=content_type)
                assert status == 415, f"{content_type}: {told}"
            packed = gzip.compress(json.dumps(body).encode())
            for encoding in ("gzip", "br", "deflate", "gzip, identity"):
                status, _, told = edge.refused(method, pattern, packed, content_encoding=encoding)
                assert status == 415, f"{encoding}: {told}"
        assert edge.stored() == before

    def test_a_body_beyond_the_limit_is_a_413(self, edge):
        before = edge.stored()
        for method, pattern, operation in edge.with_bodies():
            for body in (b" " * 2**20, b'{"a":"' + b"x" * 2**20 + b'"}', b"[" * 2**20):
                sent = body.ljust(operation.limit + 1)
                status, _, told = edge.refused(method, pattern, sent)
                assert status == 413, told
        assert edge.stored() == before

    def test_an_odd_name_in_a_path_is_a_404_and_stores_nothing(self, edge):
        before = edge.stored()
        for entry, operation in http_documents.routes(edge.service):
            body = next(iter(operation.examples.values()), b"")
            for name in entry.view_args:
                for odd in ODD_NAMES:
                    path = edge.path(entry.uri_pattern, **{name: odd})
                    response, told = edge.send(entry.method, path, body)
                    assert response.status_code in {400, 404, 422}, told
                    assert response.headers["Content-Type"] == "application/problem+json", told
        assert edge.stored() == before

    def test_odd_values_in_the_query_and_in_headers_are_no_fault(self, edge):
        for entry, operation in http_documents.routes(edge.service):
            path = edge.path(entry.uri_pattern)
            body = next(iter(operation.examples.values()), b"")
            for value in ODD_NAMES:
                edge.send(entry.method, f"{path}?version={value}&{value}=1&locale={value}", body)
            for parameter in operation.parameters:
                if parameter.place == "header":
                    for text in ("", "x" * 5000, "a\tb", "ü", "\x00", "a\r\nb: c", "1" * 400):
                        edge.send(entry.method, path, body, **{parameter.name.lower(): text})


def validator(service: str, method: str, pattern: str) -> Draft202012Validator:
    """Return what tells whether a body is what the document asks for."""
    whole = document(service)
    content = whole["paths"][pattern][method.lower()]["requestBody"]["content"]
    return Draft202012Validator(
        content["application/json"]["schema"] | {"components": whole["components"]}
    )


def mutants(body: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield bodies with one field replaced, taken away or added, and where that is."""
    for place in places(body):
        for value in VALUES:
            yield place, changed(body, place, value)
        if isinstance(place[-1], str):
            yield place, changed(body, place)
            yield (*place[:-1], "unknown"), changed(body, (*place[:-1], "unknown"), 1)


def places(node: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value within `node`."""
    inner = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for step, value in inner:
        yield (*above, step)
        yield from places(value, (*above, step))


def changed(body: Any, place: tuple[str | int, ...], *value: Any) -> Any:
    """Return `body` with the value there replaced, or taken away."""
    body = deepcopy(body)
    inner = body
    for step in place[:-1]:
        inner = inner[step]
    if value:
        inner[place[-1]] = value[0]
    else:
        del inner[place[-1]]
    return body


def related(field: str, place: tuple[str | int, ...]) -> bool:
    """Say whether a problem's field is the place, within it, or around it."""
    there = ".".join(map(str, place))
    return field == "(body)" or f"{field}.".startswith(f"{there}.") or there.startswith(f"{field}.")


def ambiguous(body: dict[str, Any]) -> Iterator[bytes]:
    """Yield texts of which readers differ."""
    text = json.dumps(body)
    first = json.dumps(next(iter(body), "a"))
    for value in ("NaN", "Infinity", "-Infinity", "1e400", "-1e999", "9" * 400, "9" * 5000):
        yield f'{text[:-1]}{"," if body else ""}"unknown":{value}}}'.encode()
    yield f"{text[:-1]}{',' if body else ''}{first}:1,{first}:2}}".encode()
    for name, value in body.items():
        yield f"{text[:-1]},{json.dumps(name)}:{json.dumps(value)}}}".encode()
    if body:
        inner = json.dumps(text[:0])
        yield f'{text[:-1]},"unknown":{{"a":{inner},"a":{inner}}}}}'.encode()
