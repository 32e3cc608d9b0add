"""What the services say of their HTTP routes: whole, valid, and fit for a client's tools."""

import json

import pytest
from chalice.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from tools import http_documents
from tools.services import SERVICES

each_service = pytest.mark.parametrize("service", SERVICES)


def every_operation(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


@each_service
def test_every_route_is_described_and_every_description_has_its_route(service):
    entries = [entry for entry, _ in http_documents.routes(service)]
    assert {http_documents.view_of(entry) for entry in entries} == set(
        http_documents.operations(service)
    )


def test_a_route_without_a_description_is_named(monkeypatch):
    described = http_documents.operations("orders")
    monkeypatch.delitem(described, "cancel_order")
    with pytest.raises(http_documents.UndescribedError, match=r"differ in cancel_order$"):
        http_documents.document("orders")


@each_service
def test_the_document_is_valid_openapi(service):
    document = http_documents.document(service)
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


@each_service
def test_every_value_in_a_path_is_described(service):
    for entry, operation in http_documents.routes(service):
        described = [p.name for p in operation.parameters if p.place == "path"]
        assert described == entry.view_args, entry.uri_pattern


@each_service
def test_every_route_that_needs_a_key_says_so(service):
    for name, operation in every_operation(http_documents.document(service)):
        assert operation["security"] == [{"key": []}], name


@each_service
def test_every_example_is_what_the_schema_asks_for(service):
    document = http_documents.document(service)
    for name, operation in every_operation(document):
        if "requestBody" not in operation:
            continue
        content = operation["requestBody"]["content"]["application/json"]
        schema = content["schema"] | {"components": document["components"]}
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        assert content["examples"], f"{name} has no example"
        for title, example in content["examples"].items():
            assert list(validator.iter_errors(example["value"])) == [], f"{name}: {title}"


@each_service
def test_anybody_can_read_the_document(service):
    with Client(http_documents.app(service)) as client:
        answer = client.http.get("/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(answer.body) == http_documents.document(service)


@each_service
def test_the_document_is_small_enough_to_be_read(service):
    assert len(json.dumps(http_documents.document(service))) < 100_000
