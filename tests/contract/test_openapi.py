"""What the schema registry is given: valid OpenAPI that any event on the bus fits."""

import json

import pytest
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from tools.contracts.openapi import document
from tools.contracts.schema import SCHEMAS, all_schemas

ALL = all_schemas()
each_contract = pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.detail_type)


@each_contract
def test_the_document_is_valid_openapi(schema):
    assert list(OpenAPIV30SpecValidator(document(schema)).iter_errors()) == []


@each_contract
def test_the_envelope_names_source_and_detail_type(schema):
    envelope = document(schema)["components"]["schemas"]["AWSEvent"]
    assert envelope["x-amazon-events-source"] == schema.source
    assert envelope["x-amazon-events-detail-type"] == schema.detail_type


@each_contract
def test_whole_events_fit_the_document(schema):
    spec = document(schema)
    envelope = spec["components"]["schemas"]["AWSEvent"] | {"components": spec["components"]}
    for detail in schema.examples.values():
        event = {
            "version": "0",
            "id": "7bf73129-1428-4cd3-a780-95db273d1602",
            "account": "123456789012",
            "region": "eu-central-1",
            "time": detail["metadata"]["occurred_at"],
            "source": schema.source,
            "detail-type": schema.detail_type,
            "resources": [],
            "detail": detail,
        }
        assert list(OAS30Validator(envelope).iter_errors(event)) == []
        del event["detail"]["data"]
        assert len(list(OAS30Validator(envelope).iter_errors(event))) == 1


def test_there_is_one_file_for_each_contract_and_none_is_left_over():
    files = {file.stem for file in (SCHEMAS / "openapi").glob("*.json")}
    assert files == {schema.detail_type for schema in ALL}


@each_contract
def test_the_registry_takes_documents_of_this_size(schema):
    assert len(json.dumps(document(schema))) < 100_000
