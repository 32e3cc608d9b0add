"""Every template holds our rules, and every rule finds the fault that was planted for it."""

import json
from copy import deepcopy

import pytest

from tests.support import template_rules as rules
from tools.render import rendered
from tools.services import ROOT, SERVICES
from tools.template import read

ALONE = {
    "platform": ROOT / "shared/infra/platform.yaml",
    "api-destination": ROOT / "services/carrier-gateway/infra/api-destination.yaml",
}


def template_of(name):
    return read(ALONE[name]) if name in ALONE else json.loads(rendered(name, "prod").read_text())


@pytest.fixture(scope="module", params=[*SERVICES, *ALONE])
def template(request):
    return template_of(request.param)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_templates_of_production_hold(rule, template):
    assert list(rule(template)) == []


GONE = object()
ROLE = {"Fn::GetAtt": ["ConsumeRole", "Arn"]}
PIPE = "Resources.Pipe.Properties.SourceParameters.DynamoDBStreamParameters"
TARGET = "Resources.InboxRule.Properties.Targets.0"
POLICY = "Resources.InboxDeadPolicy"
TICK = "Resources.Audit.Properties.Events.EveryMinute.Properties"
INBOX = "Resources.Consume.Properties.Events.Inbox.Properties"
PUBLISH = "Resources.Publish.Properties"
ENVIRONMENT = "Globals.Function.Environment.Variables"
TABLE = "Resources.EventsTable"
API = "Resources.RestAPI.Properties"
STATEMENT = "Resources.ConsumeRole.Properties.Policies.0.PolicyDocument.Statement.0"

PLANTED = [
    ("every_queue_has", "Resources.Inbox.Properties.RedrivePolicy", GONE, "Inbox"),
    ("every_queue_has", "Resources.Inbox.Properties.RedrivePolicy.maxReceiveCount", GONE, "Inbox"),
    ("every_queue_is", "Resources.InboxDead.Properties.SqsManagedSseEnabled", GONE, "InboxDead"),
    ("everything_that", "Resources.InboxDeadAlarm", GONE, "InboxDead"),
    ("everything_that", "Resources.PublishAlarm", GONE, "Publish"),
    ("everything_that", "Resources.PipeSilentAlarm", GONE, "PipeSilent"),
    ("everything_that", "Resources.RestAPILatencyAlarm", GONE, "RestAPILatency"),
    ("everything_that", "Resources.PipeAlarm.Properties.AlarmActions", [], "Pipe"),
    ("every_target", f"{TARGET}.DeadLetterConfig", GONE, "InboxRule"),
    ("every_target", f"{TARGET}.RetryPolicy", GONE, "InboxRule"),
    ("every_target", f"{TICK}.RetryPolicy", GONE, "Audit/EveryMinute"),
    ("every_queue_that", "Resources.TicksDeadPolicy", GONE, "Audit/EveryMinute: TicksDead"),
    ("every_queue_that", "Resources.InboxPolicy", GONE, "InboxRule/Inbox: Inbox"),
    ("every_queue_that", f"{POLICY}.Properties.Queues.0", {"Ref": "Wake"}, "of more than its"),
    ("every_queue_that", f"{POLICY}.Properties.PolicyDocument.Statement.0.Condition", GONE, "who"),
    ("every_pipe", f"{PIPE}.StartingPosition", "LATEST", "Pipe"),
    ("every_pipe", f"{PIPE}.MaximumRetryAttempts", -1, "MaximumRetryAttempts"),
    ("every_pipe", f"{PIPE}.MaximumRecordAgeInSeconds", GONE, "MaximumRecordAgeInSeconds"),
    ("every_pipe", f"{PIPE}.OnPartialBatchItemFailure", GONE, "Pipe"),
    ("every_pipe", f"{PIPE}.DeadLetterConfig", GONE, "Pipe"),
    ("every_pipe", f"{PIPE}.BatchSize", 10, "Pipe"),
    ("every_queue_consumer", f"{INBOX}.FunctionResponseTypes", GONE, "Consume"),
    ("every_queue_consumer", f"{INBOX}.ScalingConfig", GONE, "Consume"),
    ("a_message", "Resources.PublicationDead.Properties.VisibilityTimeout", GONE, "Republish"),
    ("a_message", "Mappings.ByStage.prod.Visibility", 30, "Consume"),
    ("every_function_is", f"{PUBLISH}.Timeout", 900, "Publish: Timeout"),
    ("every_function_is", f"{PUBLISH}.MemorySize", 128, "Publish: Memory"),
    ("every_function_is", f"{PUBLISH}.Tracing", "PassThrough", "Publish: Tracing"),
    ("every_function_is", f"{PUBLISH}.Architectures", ["x86_64"], "Publish: Architectures"),
    ("every_function_is", "Resources.Logs.Properties.RetentionInDays", GONE, "Publish: its log"),
    ("every_function_is", "Globals.Function.LoggingConfig", GONE, "Publish: its log"),
    ("every_log", "Resources.Logs.Properties.RetentionInDays", GONE, "Logs"),
    ("no_action", f"{STATEMENT}.Action", "sqs:*", "ConsumeRole"),
    ("no_action", f"{STATEMENT}.Action", "*", "ConsumeRole"),
    ("no_action", f"{STATEMENT}.Resource", "*", "ConsumeRole"),
    ("every_function_has", "Resources.Park.Properties.Role", ROLE, "Park"),
    ("every_function_has", "Resources.Park.Properties.Role", GONE, "Park"),
    ("every_table", f"{TABLE}.Properties.PointInTimeRecoverySpecification", GONE, "restored"),
    ("every_table", f"{TABLE}.Properties.SSESpecification", GONE, "encrypted"),
    ("every_table", f"{TABLE}.Properties.DeletionProtectionEnabled", False, "protected"),
    ("every_table", f"{TABLE}.DeletionPolicy", GONE, "goes with its stack"),
    ("every_table", f"{TABLE}.UpdateReplacePolicy", "Delete", "goes with its stack"),
    ("no_secret", f"{ENVIRONMENT}.SIGNING_SECRET", "s3cr3t", "SIGNING_SECRET"),
    ("no_secret", f"{PUBLISH}.Description", "whsec_abcdef", "Description"),
    ("no_secret", "Resources.Key", {"Type": "AWS::ApiGateway::ApiKey"}, "Key"),
    ("nothing_holds", "Resources.Pipe.Properties.Target", {"Fn::ImportValue": "Bus"}, "Import"),
    ("nothing_holds", "Outputs.RestAPIId.Export", {"Name": "Api"}, "RestAPIId"),
    ("every_route", f"{API}.DefinitionBody.paths./orders.post.security", [{"api_key": []}], "POST"),
    ("every_route", f"{API}.DefinitionBody.paths./orders.post.security", GONE, "POST /orders"),
    ("every_route", f"{API}.MethodSettings.1", GONE, "GET /openapi.json"),
    ("every_api", "Resources.UsagePlan", GONE, "usage plan"),
    ("every_api", "Resources.UsagePlan.Properties.Quota", GONE, "usage plan"),
    ("every_api", f"{API}.TracingEnabled", GONE, "tracing"),
    ("every_api", f"{API}.DefinitionBody.x-amazon-apigateway-gateway-responses", {}, "DEFAULT_4XX"),
]  # fmt: skip
MACHINE = "Resources.Conversation.Properties"
PLANTED_IN_THE_GATEWAY = [
    ("every_state", f"{MACHINE}.LoggingConfiguration.IncludeExecutionData", True, "execution data"),
    ("every_state", f"{MACHINE}.LoggingConfiguration.Level", "ALL", "execution data"),
    ("every_state", f"{MACHINE}.LoggingConfiguration", GONE, "no log group"),
    ("every_state", f"{MACHINE}.TracingConfiguration", GONE, "no tracing"),
    ("everything_that", "Resources.ConversationTimedOutAlarm", GONE, "ConversationTimedOut"),
]


def planted(template, path, value):
    """A template with one place of it changed, or taken away."""
    changed = deepcopy(template)
    *way, last = path.split(".")
    node = changed
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node[step]
    place = int(last) if isinstance(node, list) else last
    if value is GONE:
        del node[place]
    else:
        node[place] = value
    return changed


@pytest.mark.parametrize(("beginning", "path", "value", "named"), PLANTED)
def test_a_rule_names_the_fault_that_was_planted_for_it(beginning, path, value, named):
    rule = next(rule for rule in rules.RULES if rule.__name__.startswith(beginning))
    assert named in " ".join(rule(planted(template_of("orders"), path, value)))


@pytest.mark.parametrize(("beginning", "path", "value", "named"), PLANTED_IN_THE_GATEWAY)
def test_a_rule_names_the_fault_of_a_state_machine(beginning, path, value, named):
    rule = next(rule for rule in rules.RULES if rule.__name__.startswith(beginning))
    assert named in " ".join(rule(planted(template_of("carrier-gateway"), path, value)))


def test_a_password_of_a_carrier_may_stand_in_secrets_manager_only():
    path = "Resources.Connection.Properties.AuthParameters.BasicAuthParameters.Password"
    leaky = planted(template_of("api-destination"), path, "Pass1234!")
    assert list(rules.no_secret_stands_in_a_template(leaky)) == [f".{path}"]


def test_no_rule_goes_unproven():
    for rule in rules.RULES:
        every = [*PLANTED, *PLANTED_IN_THE_GATEWAY]
        assert any(rule.__name__.startswith(beginning) for beginning, *_ in every), rule
