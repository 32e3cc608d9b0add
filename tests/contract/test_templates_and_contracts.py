"""What every template says about events is true: they exist, are said, and are heard."""

import json
from dataclasses import replace

import pytest

from eventing.language import Language
from eventing.publish import enrich
from tests.support.contract import assert_valid
from tests.support.event_rules import OUTSIDERS, faults, mentions, said
from tools.contracts.listening import Rule, listeners, rules, templates
from tools.contracts.schema import all_schemas
from tools.services import SERVICES

SCHEMAS = all_schemas()
RULES = [rule for name, template in templates().items() for rule in rules(name, template)]
SOURCES = {schema.source for schema in SCHEMAS}
DETAIL_TYPES = {schema.detail_type for schema in SCHEMAS}


def resources(kind):
    return [
        pytest.param(resource["Properties"], id=f"{name}:{logical_id}")
        for name, template in templates().items()
        for logical_id, resource in template["Resources"].items()
        if resource.get("Type") == kind
    ]


def test_every_service_has_a_template():
    assert [service for service in SERVICES if service not in templates()] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.template}:{rule.name}")
def test_a_rule_selects_what_is_said(rule):
    assert list(faults(rule, SCHEMAS)) == []


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.detail_type)
def test_every_event_is_heard_by_a_service_or_meant_for_subscribers(schema):
    assert listeners(schema) or schema.public


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.detail_type)
def test_every_event_is_said_by_the_code_of_its_source(schema):
    assert schema.source in OUTSIDERS or schema.detail_type in said()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_handles_what_its_rules_bring_and_nothing_else(service):
    own_rules = [rule for rule in RULES if rule.template == service]
    foreign = [s for s in SCHEMAS if s.source not in {f"waybill.{service}", *OUTSIDERS}]
    brought = {s.detail_type for s in foreign if any(rule.selects(s) for rule in own_rules)}
    assert {s.detail_type for s in foreign if mentions(service, s)} == brought


@pytest.mark.parametrize("pipe", resources("AWS::Pipes::Pipe"))
def test_a_pipe_takes_names_from_what_the_enrichment_returns(pipe):
    target = pipe["TargetParameters"]
    paths = target["EventBridgeEventBusParameters"]
    (published,) = enrich([COMMIT_OF_UNREADABLE_EVENT], LANGUAGE)
    assert published[paths["Source"].removeprefix("$.")] in SOURCES
    assert published[paths["DetailType"].removeprefix("$.")] in DETAIL_TYPES
    assert published[paths["Time"].removeprefix("$.")] == "2026-11-20T10:15:00.120Z"
    assert target["InputTemplate"] == "<$.detail>"
    assert_valid(published["detail_type"], published["detail"])


@pytest.mark.parametrize("policy", resources("AWS::Events::EventBusPolicy"))
def test_the_policy_of_the_bus_names_what_exists(policy):
    named = {key: set() for key in ("events:source", "events:detail-type")}
    for operator, condition in policy["Statement"].get("Condition", {}).items():
        for key in named.keys() & condition.keys() if operator != "Null" else ():
            values = condition[key]
            named[key] |= set(values) if isinstance(values, list) else {values}
    assert named["events:source"] <= SOURCES
    assert named["events:detail-type"] <= DETAIL_TYPES


LANGUAGE = Language(context="order", source="waybill.orders", stored={}, contracts=lambda *_: [])
COMMIT_OF_UNREADABLE_EVENT = {
    "dynamodb": {
        "NewImage": {
            "stream_id": {"S": "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"},
            "version": {"N": "1"},
            "last_version": {"N": "1"},
            "command_id": {"S": "external:A-1001"},
            "fingerprint": {"S": "f"},
            "tenant_id": {"S": "demo"},
            "correlation_id": {"S": "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"},
            "causation_id": {"S": "external:A-1001"},
            "actor": {"S": "client:demo"},
            "occurred_at": {"S": "2026-11-20T10:15:00.120000Z"},
            "events": {"S": json.dumps([["forgotten/1", {}]])},
        }
    }
}

GOOD = Rule(
    template="planted",
    name="Rule",
    pattern={"source": ["waybill.orders"], "detail-type": ["order.shipped.v1"]},
    targets=[{"InputTransformer": {"InputPathsMap": {"id": "$.detail.data.order_id"}}}],
    on_our_bus=True,
)


def with_pattern(**changes):
    changed = {key.replace("_", "-"): value for key, value in changes.items()}
    return replace(GOOD, pattern=GOOD.pattern | changed)


def reading(path):
    return replace(GOOD, targets=[{"InputTransformer": {"InputPathsMap": {"x": path}}}])


@pytest.mark.parametrize(
    "rule",
    [
        GOOD,
        replace(GOOD, pattern={"source": [{"prefix": "waybill.o"}]}, targets=[]),
        with_pattern(detail={"data": {"carrier": ["acme", {"prefix": "b"}]}}),
        replace(GOOD, pattern={"source": ["aws.ses"]}, on_our_bus=False),
    ],
)
def test_a_sound_rule_passes(rule):
    assert list(faults(rule, SCHEMAS)) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (replace(GOOD, pattern={}), "it has no pattern"),
        (replace(GOOD, on_our_bus=False), "it waits on the default bus for what is said on ours"),
        (with_pattern(source=["waybill.order"]), "it selects no contract"),
        (
            with_pattern(detail_type=["order.shipped.v1", "order.shiped.v1"]),
            "the detail-type order.shiped.v1 is in no contract that it selects",
        ),
        (
            with_pattern(source=["waybill.orders", "waybill.notifications"]),
            "the source waybill.notifications is in no contract that it selects",
        ),
        (
            with_pattern(detail={"data": {"tracking": ["x"]}}),
            "it asks for data.tracking, which order.shipped.v1 does not have",
        ),
        (
            with_pattern(detail={"data": {"carrier": ["ACME"]}}),
            "data.carrier of order.shipped.v1 can never be 'ACME'",
        ),
        (
            reading("$.detail.data.tracking_number"),
            "its target needs data.tracking_number of order.shipped.v1, which may be absent",
        ),
        (
            reading("$.detail.metadata.id"),
            "its target needs metadata.id of order.shipped.v1, which may be absent",
        ),
    ],
)
def test_a_planted_fault_is_found(rule, fault):
    assert fault in list(faults(rule, SCHEMAS))


def test_a_way_of_matching_that_is_not_understood_is_not_passed_over():
    with pytest.raises(ValueError, match="cannot tell"):
        list(faults(with_pattern(source=[{"equals-ignore-case": "x"}]), SCHEMAS))
