"""The schema registry takes our contracts through the client that is used on AWS."""

import json

import pytest
from botocore.exceptions import ClientError

CONTENT = json.dumps({"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "paths": {}})
NAMES = {"RegistryName": "contracts", "SchemaName": "waybill.orders@order.placed.v1"}


@pytest.fixture(scope="module")
def schemas(local_engine):
    client = local_engine.client("schemas")
    client.create_registry(RegistryName="contracts")
    client.create_schema(**NAMES, Type="OpenApi3", Content=CONTENT)
    return client


def test_a_schema_is_described_as_it_was_published(schemas):
    described = schemas.describe_schema(**NAMES)
    assert json.loads(described["Content"]) == json.loads(CONTENT)
    assert described["Type"] == "OpenApi3"
    assert described["SchemaArn"].endswith(":schema/contracts/waybill.orders@order.placed.v1")


def test_another_content_is_another_version_and_the_same_is_none(schemas):
    changed = CONTENT.replace('"x"', '"y"')
    first = schemas.update_schema(**NAMES, Content=changed)["SchemaVersion"]
    again = schemas.update_schema(**NAMES, Content=changed)["SchemaVersion"]
    assert (first, again) == ("2", "2")
    assert json.loads(schemas.describe_schema(**NAMES, SchemaVersion="1")["Content"]) == json.loads(
        CONTENT
    )


def test_a_registry_lists_its_schemas(schemas):
    listed = schemas.list_schemas(RegistryName="contracts", SchemaNamePrefix="waybill.")["Schemas"]
    assert [one["SchemaName"] for one in listed] == [NAMES["SchemaName"]]


def test_what_is_there_cannot_be_created_again(schemas):
    with pytest.raises(schemas.exceptions.ConflictException):
        schemas.create_registry(RegistryName="contracts")
    with pytest.raises(schemas.exceptions.ConflictException):
        schemas.create_schema(**NAMES, Type="OpenApi3", Content=CONTENT)


def test_what_is_not_there_is_not_found(schemas):
    with pytest.raises(schemas.exceptions.NotFoundException):
        schemas.describe_registry(RegistryName="nothing")
    with pytest.raises(schemas.exceptions.NotFoundException):
        schemas.describe_schema(RegistryName="contracts", SchemaName="nothing")


def test_a_name_never_leads_out_of_the_registry(schemas):
    with pytest.raises(ClientError, match="no valid name"):
        schemas.describe_schema(RegistryName="contracts", SchemaName="..%2F..%2Fengine")


def test_code_bindings_fail_and_say_why(schemas):
    assert schemas.put_code_binding(**NAMES, Language="Python36")["Status"] == "CREATE_FAILED"
    with pytest.raises(schemas.exceptions.BadRequestException, match="ask AWS"):
        schemas.get_code_binding_source(**NAMES, Language="Python36")
