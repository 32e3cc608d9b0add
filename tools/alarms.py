"""Give every queue, function, pipe, API and state machine its alarm: none can be forgotten."""

from typing import Any

Template = dict[str, Any]

FIVE_MINUTES = 300


def alarms(resources: Template) -> Template:
    """Return the alarms of all that can fail in a template, by logical id."""
    made: Template = {}
    for name, resource in resources.items():
        match resource["Type"]:
            case "AWS::SQS::Queue":
                made |= _queue(name, resources)
            case "AWS::Serverless::Function":
                made |= _alarm(name, "Lambda", "Errors", {"FunctionName": {"Ref": name}})
            case "AWS::Pipes::Pipe":
                made |= _pipe(name, resource["Properties"]["Enrichment"]["Fn::GetAtt"][0])
            case "AWS::Serverless::Api":
                made |= _api(name, resource)
            case "AWS::StepFunctions::StateMachine":
                made |= _machine(name)
    return made


def _queue(name: str, resources: Template) -> Template:
    queue = {"QueueName": {"Fn::GetAtt": [name, "QueueName"]}}
    if not is_dead_letter_queue(name):
        age = "ApproximateAgeOfOldestMessage"
        return _alarm(name, "SQS", age, queue, statistic="Maximum", threshold=600)
    # A drained dead-letter queue is empty again before its length is sampled.
    if any(_drains(resource, name) for resource in resources.values()):
        return _alarm(name, "SQS", "NumberOfMessagesReceived", queue)
    return _alarm(name, "SQS", "ApproximateNumberOfMessagesVisible", queue, statistic="Maximum")


def is_dead_letter_queue(name: str) -> bool:
    """Tell from a queue's logical id, e.g. InboxDead, whether it keeps what failed."""
    return name.endswith("Dead")


def _drains(resource: Template, queue: str) -> bool:
    events = resource.get("Properties", {}).get("Events", {})
    arn = {"Fn::GetAtt": [queue, "Arn"]}
    return any(event["Properties"].get("Queue") == arn for event in events.values())


def _pipe(name: str, enrichment: str) -> Template:
    failed = _alarm(name, "EventBridge/Pipes", "ExecutionFailed", {"PipeName": {"Ref": name}})
    # A stopped pipe fails at nothing; but a digest goes through each one every few minutes.
    silent = _alarm(f"{name}Silent", "Lambda", "Invocations", {"FunctionName": {"Ref": enrichment}})
    silent[f"{name}SilentAlarm"]["Properties"] |= {
        "ComparisonOperator": "LessThanThreshold",
        "EvaluationPeriods": 4,
        "TreatMissingData": "breaching",
    }
    return failed | silent


def _api(name: str, api: Template) -> Template:
    title = api["Properties"]["DefinitionBody"]["info"]["title"]
    stage = {"ApiName": title, "Stage": api["Properties"]["StageName"]}
    slow = _alarm(f"{name}Latency", "ApiGateway", "Latency", stage, statistic="p99", threshold=3000)
    return slow | _alarm(f"{name}Errors", "ApiGateway", "5XXError", stage)


def _machine(name: str) -> Template:
    machine = {"StateMachineArn": {"Ref": name}}
    failed = _alarm(name, "States", "ExecutionsFailed", machine)
    timed_out = _alarm(f"{name}TimedOut", "States", "ExecutionsTimedOut", machine)
    return failed | timed_out | _alarm(f"{name}Throttled", "States", "ExecutionThrottled", machine)


def _alarm(
    name: str,
    namespace: str,
    metric: str,
    dimensions: Template,
    *,
    statistic: str = "Sum",
    threshold: int = 1,
) -> Template:
    kind = "ExtendedStatistic" if statistic.startswith("p") else "Statistic"
    properties = {
        "AlarmName": {"Fn::Sub": f"waybill-${{Stage}}-${{Service}}-{name}"},
        "AlarmDescription": f"docs/operating.md says what to do about {metric} of {name}.",
        "AlarmActions": [{"Fn::Sub": "{{resolve:ssm:/waybill/${Stage}/platform/alarms/arn}}"}],
        "Namespace": f"AWS/{namespace}",
        "MetricName": metric,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        kind: statistic,
        "Threshold": threshold,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Period": FIVE_MINUTES,
        "EvaluationPeriods": 1,
        "TreatMissingData": "notBreaching",
    }
    return {f"{name}Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}}
