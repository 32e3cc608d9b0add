"""The contracts themselves: closed, described, exemplified, and called by one name everywhere."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from tests.support.contract import violations
from tools.contracts.schema import (
    SCHEMAS,
    all_schemas,
    closed,
    metadata,
    parts,
    structures,
    without,
)

ALL = all_schemas()
EXAMPLES = [
    pytest.param(schema, detail, id=str(file.relative_to(SCHEMAS)))
    for schema in ALL
    for file, detail in schema.examples.items()
]
each_contract = pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.detail_type)


SOURCES = {
    "order": {"waybill.orders"},
    "carrier": {"waybill.carrier-gateway"},
    "tax": {"waybill.carrier-gateway"},
    "partner": {"waybill.carrier-gateway"},
    "notification": {"waybill.notifications"},
    "operator": {"waybill.subscriber", "waybill.backoffice"},
}


def nodes(node):
    """Every schema inside a schema, itself first."""
    yield node
    for inner in [*node.get("properties", {}).values(), node.get("items", {})]:
        if inner:
            yield from nodes(inner)


def test_the_contracts_of_every_context_are_found():
    assert {schema.context for schema in ALL} == set(SOURCES)


@each_contract
def test_a_contract_is_a_valid_schema(schema):
    Draft202012Validator.check_schema(schema.document)
    Draft202012Validator.check_schema(closed(schema.document))


@each_contract
def test_names_agree_in_file_detail_type_and_title(schema):
    assert schema.detail_type == f"{schema.context}.{schema.fact}.v{schema.major}"
    words = schema.detail_type.replace(".", "_").split("_")
    assert schema.title == "".join(word.capitalize() for word in words)


@each_contract
def test_a_context_is_spoken_by_its_own_sources(schema):
    assert schema.source in SOURCES[schema.context]


@each_contract
def test_every_object_is_closed_unless_it_says_that_it_holds_anything(schema):
    for node in nodes(closed(schema.document)):
        if node["type"] == "object":
            open_on_purpose = "properties" not in node
            assert node["additionalProperties"] is open_on_purpose


@each_contract
def test_everything_is_described_in_sentences(schema):
    for node in nodes(closed(schema.document)):
        assert re.fullmatch(r"[A-Z].*\.", node["description"])


@each_contract
def test_what_a_contract_says_to_programs_is_complete(schema):
    assert isinstance(schema.document["x-public"], bool)
    assert set(schema.document["required"]) <= set(schema.document["properties"])


@each_contract
def test_patterns_are_anchored_and_mean_ascii(schema):
    for node in nodes(closed(schema.document)):
        pattern = node.get("pattern", "^$")
        assert pattern.startswith("^")
        assert pattern.endswith("$")
        assert "\\d" not in pattern
        assert "\\w" not in pattern


@pytest.mark.parametrize(("schema", "detail"), EXAMPLES)
def test_examples_keep_their_contract(schema, detail):
    assert violations(schema.detail_type, detail) == []


@pytest.mark.parametrize(("schema", "detail"), EXAMPLES)
def test_an_example_with_an_unknown_field_breaks_its_contract(schema, detail):
    for inside in ("metadata", "data"):
        changed = detail | {inside: detail[inside] | {"unheard_of": 1}}
        assert len(violations(schema.detail_type, changed)) == 1


@each_contract
def test_examples_show_every_field_and_what_is_left_without_optional_ones(schema):
    shown = [set(detail["data"]) for detail in schema.examples.values()]
    assert set().union(*shown) == set(schema.document["properties"])
    assert set(schema.document["required"]) in shown or "oneOf" in schema.document


def test_one_order_is_followed_through_all_contexts():
    told = {
        schema.context
        for schema in ALL
        for detail in schema.examples.values()
        if detail["data"].get("order_id") == "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"
        and detail["data"].get("carrier", "acme") == "acme"
    }
    assert told == {"order", "carrier", "notification"}


def test_no_two_examples_claim_the_same_event():
    ids = [detail["metadata"]["event_id"] for schema in ALL for detail in schema.examples.values()]
    assert sorted(ids) == sorted(set(ids))


def test_every_part_is_used():
    everything = json.dumps([without(s.document, {"description"}) for s in ALL] + [metadata()])
    everything += json.dumps([parts()[name] for s in ALL for name in structures(s.document)])
    assert [name for name in parts() if f'/{name}"' not in everything] == []
