"""The contracts in a schema registry: published to the engine, bindings fetched from a stub."""

import io
import json
import zipfile
from collections.abc import Iterator

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from tests.support.engine import Engine, engine
from tools import bindings, schemas_publish
from tools.contracts.openapi import document
from tools.contracts.schema import all_schemas

REGISTRY = "waybill-test"
PLACED = "waybill.orders@order.placed.v1"


@pytest.fixture(scope="module")
def registry() -> Iterator[Engine]:
    with engine() as running:
        running.client("schemas").create_registry(RegistryName=REGISTRY)
        yield running


@pytest.fixture(autouse=True)
def at_the_engine(registry, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", registry.endpoint)


def publish(capsys):
    assert schemas_publish.main(["--stage", "test"]) == 0
    return capsys.readouterr().out.splitlines()[-1]


def test_contracts_are_created_once_and_then_left_alone(registry, capsys):
    count = len(all_schemas())
    assert publish(capsys) == f"{REGISTRY}: {count} created"
    assert publish(capsys) == f"{REGISTRY}: {count} unchanged"


def test_a_changed_contract_becomes_a_new_version(registry, capsys):
    publish(capsys)
    placed = next(schema for schema in all_schemas() if schema.detail_type == "order.placed.v1")
    older = document(placed)
    del older["components"]["schemas"]["OrderPlacedV1"]["properties"]["notes"]
    client = registry.client("schemas")
    client.update_schema(RegistryName=REGISTRY, SchemaName=PLACED, Content=json.dumps(older))

    assert publish(capsys) == f"{REGISTRY}: {len(all_schemas()) - 1} unchanged, 1 updated"
    published = client.describe_schema(RegistryName=REGISTRY, SchemaName=PLACED)
    assert json.loads(published["Content"]) == document(placed)
    assert published["SchemaVersion"] == "3"


def test_a_stage_without_a_registry_is_told_what_to_do_first(registry, capsys):
    assert schemas_publish.main(["--stage", "nowhere"]) == 1
    assert "deploy the platform to nowhere first" in capsys.readouterr().out


def test_bindings_that_a_registry_cannot_make_are_not_passed_over(registry, capsys):
    publish(capsys)
    assert bindings.main(["--language", "Go1", "--stage", "test"]) == 1
    assert "waybill.carrier-gateway@carrier.audit_digest.v1" in capsys.readouterr().out


def test_a_binding_is_awaited_and_unpacked(tmp_path):
    """Only AWS generates bindings, so here its answers are written down."""
    client = boto3.client("schemas")
    asked = {"RegistryName": REGISTRY, "SchemaName": PLACED, "Language": "TypeScript3"}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("schema/order_placed_v1/AWSEvent.ts", "export class AWSEvent {}")
    body = archive.getvalue()
    with Stubber(client) as stub:
        stub.add_response("describe_code_binding", {"Status": "CREATE_COMPLETE"}, asked)
        stub.add_response(
            "get_code_binding_source",
            {"Body": StreamingBody(io.BytesIO(body), len(body))},
            asked,
        )
        assert bindings.fetch(PLACED, "TypeScript3", REGISTRY, tmp_path, client) == 1
    unpacked = tmp_path / "schema" / "order_placed_v1" / "AWSEvent.ts"
    assert unpacked.read_text() == "export class AWSEvent {}"
