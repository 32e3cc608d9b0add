"""What every template must hold; each rule says which resource breaks it, and why."""

import json
import re
from collections.abc import Callable, Iterator

from tests.support.template_parts import (
    Template,
    as_list,
    deliveries,
    functions,
    leaves,
    looked_up,
    of_type,
    statements,
)
from tools.alarms import is_dead_letter_queue

Rule = Callable[[Template], Iterator[str]]

KEPT = "Retain"
WATCHED = {
    "AWS::SQS::Queue": [""],
    "AWS::Serverless::Function": [""],
    "AWS::Pipes::Pipe": ["", "Silent"],
    "AWS::Serverless::Api": ["Errors", "Latency"],
    "AWS::StepFunctions::StateMachine": ["", "TimedOut", "Throttled"],
}
# These actions know no resources, so they can be allowed on all of them only.
WITHOUT_RESOURCE = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
}
LOOKS_SECRET = re.compile(r"whsec_\w|AKIA[0-9A-Z]{16}|-----BEGIN|(?i:bearer [\w-]{8})")
NAMES_A_SECRET = re.compile(r"(?i)password|secret|api_?key(value)?$|token$|username")
MAY_BE_NAMED = {"SECRETS_PREFIX", "SecretsPrefix", "password-data"}


def every_queue_has_a_dead_letter_queue_or_is_one(template: Template) -> Iterator[str]:
    for name, queue in of_type(template, "AWS::SQS::Queue"):
        redrive = queue.get("RedrivePolicy", {})
        if is_dead_letter_queue(name):
            continue
        if "deadLetterTargetArn" not in redrive or "maxReceiveCount" not in redrive:
            yield name


def every_queue_is_encrypted(template: Template) -> Iterator[str]:
    for name, queue in of_type(template, "AWS::SQS::Queue"):
        if not queue.get("SqsManagedSseEnabled"):
            yield name


def everything_that_can_fail_has_an_alarm(template: Template) -> Iterator[str]:
    alarms = dict(of_type(template, "AWS::CloudWatch::Alarm"))
    for kind, endings in WATCHED.items():
        for name, _ in of_type(template, kind):
            for ending in endings:
                if not alarms.get(f"{name}{ending}Alarm", {}).get("AlarmActions"):
                    yield f"{name}{ending}"


def every_target_retries_and_has_a_dead_letter_queue(template: Template) -> Iterator[str]:
    for name, target in deliveries(template):
        bounds = ("MaximumRetryAttempts", "MaximumEventAgeInSeconds")
        if "Arn" not in target.get("DeadLetterConfig", {}):
            yield f"{name}: no dead-letter queue"
        if any(bound not in target.get("RetryPolicy", {}) for bound in bounds):
            yield f"{name}: no bounds on its retries"


def every_queue_that_events_reach_lets_them_in(template: Template) -> Iterator[str]:
    allowed = [policy for _, policy in of_type(template, "AWS::SQS::QueuePolicy")]
    for name, policy in of_type(template, "AWS::SQS::QueuePolicy"):
        queue = policy["Queues"][0]["Ref"]
        own = {"Fn::GetAtt": [queue, "Arn"]}
        statements_of_it = policy["PolicyDocument"]["Statement"]
        if len(policy["Queues"]) > 1 or any(each["Resource"] != own for each in statements_of_it):
            yield f"{name}: of more than its queue"
        if any(
            "aws:SourceArn" not in json.dumps(each.get("Condition")) for each in statements_of_it
        ):
            yield f"{name}: for whoever asks"
    for name, target in deliveries(template):
        for arn in (target.get("Arn"), target.get("DeadLetterConfig", {}).get("Arn")):
            queue = (arn or {}).get("Fn::GetAtt", [""])[0]
            is_queue = template["Resources"].get(queue, {}).get("Type") == "AWS::SQS::Queue"
            if is_queue and not any({"Ref": queue} in policy["Queues"] for policy in allowed):
                yield f"{name}: {queue} does not let it in"


def every_pipe_loses_nothing_and_stops_nothing(template: Template) -> Iterator[str]:
    for name, pipe in of_type(template, "AWS::Pipes::Pipe"):
        stream = pipe["SourceParameters"].get("DynamoDBStreamParameters", {})
        if stream.get("StartingPosition") != "TRIM_HORIZON":
            yield f"{name}: does not begin at the beginning"
        for bound in ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds"):
            if stream.get(bound, -1) < 0:
                yield f"{name}: {bound} has no bound"
        if stream.get("OnPartialBatchItemFailure") != "AUTOMATIC_BISECT":
            yield f"{name}: one bad record holds a whole batch"
        if "Arn" not in stream.get("DeadLetterConfig", {}):
            yield f"{name}: no dead-letter queue"
        if not 1 <= stream.get("BatchSize", 100) <= 3:
            yield f"{name}: three commits of three events are the most that a bus takes at once"


def every_queue_consumer_reports_failures_one_by_one(template: Template) -> Iterator[str]:
    for name, function in functions(template):
        for event, source in function.get("Events", {}).items():
            if source["Type"] == "SQS":
                if source["Properties"].get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
                    yield f"{name}/{event}: fails whole batches"
                if "MaximumConcurrency" not in source["Properties"].get("ScalingConfig", {}):
                    yield f"{name}/{event}: no bound on its concurrency"


def a_message_stays_hidden_while_it_is_worked_on(template: Template) -> Iterator[str]:
    queues = dict(of_type(template, "AWS::SQS::Queue"))
    for name, function in functions(template):
        for source in function.get("Events", {}).values():
            if source["Type"] == "SQS":
                queue = queues[source["Properties"]["Queue"]["Fn::GetAtt"][0]]
                hidden = looked_up(template, queue.get("VisibilityTimeout", 30))
                if hidden < 6 * function["Timeout"]:
                    yield f"{name}: {hidden} s for a function of {function['Timeout']} s"


def every_function_is_bounded_and_seen(template: Template) -> Iterator[str]:
    logs = {
        name for name, log in of_type(template, "AWS::Logs::LogGroup") if "RetentionInDays" in log
    }
    for name, function in functions(template):
        if not 0 < function.get("Timeout", 0) <= 300:
            yield f"{name}: Timeout"
        if function.get("MemorySize", 128) == 128:
            yield f"{name}: MemorySize was not chosen"
        if function.get("Tracing") != "Active":
            yield f"{name}: Tracing"
        if function.get("LoggingConfig", {}).get("LogGroup", {}).get("Ref") not in logs:
            yield f"{name}: its log group has no retention"
        if function.get("Architectures") != ["arm64"]:
            yield f"{name}: Architectures"


def every_state_machine_keeps_what_it_works_on_out_of_its_log(template: Template) -> Iterator[str]:
    logs = dict(of_type(template, "AWS::Logs::LogGroup"))
    for name, machine in of_type(template, "AWS::StepFunctions::StateMachine"):
        logging = machine.get("LoggingConfiguration", {})
        if logging.get("IncludeExecutionData") is not False or logging.get("Level") != "ERROR":
            yield f"{name}: its log may hold execution data, or no errors"
        groups = json.dumps(logging.get("Destinations", []))
        if not any(f'"{log}"' in groups for log in logs):
            yield f"{name}: no log group of ours"
        if not machine.get("TracingConfiguration", {}).get("Enabled"):
            yield f"{name}: no tracing"


def every_log_group_forgets(template: Template) -> Iterator[str]:
    for name, log in of_type(template, "AWS::Logs::LogGroup"):
        if "RetentionInDays" not in log:
            yield name


def no_action_is_a_pattern_and_every_resource_is_named(template: Template) -> Iterator[str]:
    allowing = (pair for pair in statements(template) if pair[1]["Effect"] == "Allow")
    for name, statement in allowing:
        actions = as_list(statement["Action"])
        if any("*" in action for action in actions):
            yield f"{name}: {actions}"
        if "*" in as_list(statement.get("Resource", "")) and not set(actions) <= WITHOUT_RESOURCE:
            yield f"{name}: {actions} on everything"


def every_function_has_a_role_of_its_own(template: Template) -> Iterator[str]:
    roles = [(name, json.dumps(function.get("Role"))) for name, function in functions(template)]
    for name, role in roles:
        if [other for _, other in roles].count(role) > 1 or f'"{name}Role"' not in role:
            yield name


def every_table_is_encrypted_and_lasting_ones_can_be_restored(template: Template) -> Iterator[str]:
    for name, table in of_type(template, "AWS::DynamoDB::Table"):
        resource = template["Resources"][name]
        recovery = table.get("PointInTimeRecoverySpecification", {})
        if not table.get("SSESpecification", {}).get("SSEEnabled"):
            yield f"{name}: not encrypted"
        if resource.get("DeletionPolicy") == "Delete" and "StreamSpecification" not in table:
            continue
        if KEPT not in (policy := resource.get("DeletionPolicy", "")) or policy != resource.get(
            "UpdateReplacePolicy"
        ):
            yield f"{name}: goes with its stack"
        if not table.get("DeletionProtectionEnabled"):
            yield f"{name}: not protected"
        if not recovery.get("PointInTimeRecoveryEnabled"):
            yield f"{name}: cannot be restored"


def no_secret_stands_in_a_template(template: Template) -> Iterator[str]:
    for path, value in leaves(template):
        name = path.rsplit(".", 1)[-1]
        secret = NAMES_A_SECRET.search(name) and name not in MAY_BE_NAMED
        if LOOKS_SECRET.search(value) or (secret and "{{resolve:" not in value):
            yield path
    yield from (name for name, _ in of_type(template, "AWS::ApiGateway::ApiKey"))


def nothing_holds_another_stack_back(template: Template) -> Iterator[str]:
    if "Fn::ImportValue" in json.dumps(template["Resources"]):
        yield "Fn::ImportValue"
    for name, output in template.get("Outputs", {}).items():
        if "Export" in output:
            yield name


def every_route_asks_for_a_key_and_who_it_is(template: Template) -> Iterator[str]:
    for _, api in of_type(template, "AWS::Serverless::Api"):
        for path, methods in api["DefinitionBody"].get("paths", {}).items():
            if path == "/openapi.json" and _has_little_time(api, path):
                continue
            for method, route in methods.items():
                asked = {scheme for each in route.get("security", []) for scheme in each}
                # Administrators have routes of their own, which no other key opens.
                who = "authorize_admin" if path.startswith("/partners") else "authorize"
                if not asked >= {"api_key", who}:
                    yield f"{method.upper()} {path}"


def _has_little_time(api: Template, path: str) -> bool:
    here = "/" + path.replace("/", "~1")
    of_path = [each for each in api.get("MethodSettings", []) if each["ResourcePath"] == here]
    return any(each["ThrottlingRateLimit"] <= 10 for each in of_path)


def every_api_is_metered_and_refuses_in_our_form(template: Template) -> Iterator[str]:
    plans = json.dumps([plan for _, plan in of_type(template, "AWS::ApiGateway::UsagePlan")])
    for name, api in of_type(template, "AWS::Serverless::Api"):
        if f'"{name}"' not in plans or '"Quota"' not in plans or '"Throttle"' not in plans:
            yield f"{name}: no usage plan with rate, burst and quota"
        settings = api.get("MethodSettings", [{}])[0]
        if "ThrottlingRateLimit" not in settings or not api.get("TracingEnabled"):
            yield f"{name}: no throttle or no tracing"
        answers = api["DefinitionBody"].get("x-amazon-apigateway-gateway-responses", {})
        for kind in ("DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED", "REQUEST_TOO_LARGE"):
            if "application/problem+json" not in json.dumps(answers.get(kind)):
                yield f"{name}: {kind}"


RULES: list[Rule] = [
    rule
    for name, rule in list(globals().items())
    if name.startswith(("every", "no_", "nothing", "a_message"))
]
