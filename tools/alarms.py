"""Give every queue, function, pipe and API its alarm, so that none can be forgotten."""

from typing import Any

Template = dict[str, Any]

MINUTE = 60


def alarms(resources: Template) -> Template:
    """The alarms of all that can fail in a template, keyed by logical id."""
    made: Template = {}
    for name, resource in resources.items():
        match resource["Type"]:
            case "AWS::SQS::Queue":
                made |= _queue(name, resources)
            case "AWS::Serverless::Function":
                made |= _function(name)
            case "AWS::Pipes::Pipe":
                made |= _pipe(name)
            case "AWS::Serverless::Api":
                made |= _api(resource["Properties"]["DefinitionBody"]["info"]["title"], name)
    return made


def _queue(name: str, resources: Template) -> Template:
    size = {"QueueName": {"Fn::GetAtt": [name, "QueueName"]}}
    if not name.endswith("Dead"):
        return _alarm(
            name, "SQS", "ApproximateAgeOfOldestMessage", size, at_least=600, of="Maximum"
        )
    # A drained dead-letter queue is empty again before a sample of its length is taken.
    drained = any(_drains(resource, name) for resource in resources.values())
    metric = "NumberOfMessagesReceived" if drained else "ApproximateNumberOfMessagesVisible"
    return _alarm(name, "SQS", metric, size, at_least=1, of="Sum" if drained else "Maximum")


def _drains(resource: Template, queue: str) -> bool:
    events = resource.get("Properties", {}).get("Events", {})
    sources = [event["Properties"].get("Queue") for event in events.values()]
    return {"Fn::GetAtt": [queue, "Arn"]} in sources


def _function(name: str) -> Template:
    return _alarm(name, "Lambda", "Errors", {"FunctionName": {"Ref": name}}, at_least=1)


def _pipe(name: str) -> Template:
    return _alarm(
        name, "EventBridge/Pipes", "ExecutionFailed", {"PipeName": {"Ref": name}}, at_least=1
    )


def _api(title: Any, name: str) -> Template:
    api = {"ApiName": title, "Stage": "api"}
    return _alarm(f"{name}Errors", "ApiGateway", "5XXError", api, at_least=1) | _alarm(
        f"{name}Latency", "ApiGateway", "Latency", api, at_least=3000, of="p99"
    )


def _alarm(
    name: str, namespace: str, metric: str, dimensions: Template, *, at_least: int, of: str = "Sum"
) -> Template:
    statistic = "ExtendedStatistic" if of.startswith("p") else "Statistic"
    return {
        f"{name}Alarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmName": {"Fn::Sub": f"waybill-${{Stage}}-${{Service}}-{name}"},
                "AlarmDescription": f"docs/operating.md says what to do about {name} {metric}.",
                "AlarmActions": [
                    {"Fn::Sub": "{{resolve:ssm:/waybill/${Stage}/platform/alarms/arn}}"}
                ],
                "Namespace": f"AWS/{namespace}",
                "MetricName": metric,
                "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
                statistic: of,
                "Period": 5 * MINUTE,
                "EvaluationPeriods": 1,
                "Threshold": at_least,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                "TreatMissingData": "notBreaching",
            },
        }
    }
