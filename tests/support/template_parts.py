"""The parts of a template that rules speak of."""

from collections.abc import Iterator
from typing import Any

Template = dict[str, Any]


def of_type(template: Template, kind: str) -> Iterator[tuple[str, Template]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource.get("Properties", {})


def functions(template: Template) -> Iterator[tuple[str, Template]]:
    shared = template.get("Globals", {}).get("Function", {})
    for name, properties in of_type(template, "AWS::Serverless::Function"):
        yield name, {**shared, **properties}


def deliveries(template: Template) -> Iterator[tuple[str, Template]]:
    """The targets of rules, schedules' among them."""
    for name, rule in of_type(template, "AWS::Events::Rule"):
        for target in rule["Targets"]:
            yield f"{name}/{target['Id']}", target
    for name, function in functions(template):
        for event, source in function.get("Events", {}).items():
            if source["Type"].startswith(("Schedule", "EventBridge", "CloudWatchEvent")):
                yield f"{name}/{event}", source["Properties"]


def statements(template: Template) -> Iterator[tuple[str, Template]]:
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
        documents += [properties["PolicyDocument"]] if "PolicyDocument" in properties else []
        for statement in [one for each in documents for one in each["Statement"]]:
            yield name, statement


def looked_up(template: Template, value: Any) -> int:
    """A number, through Fn::FindInMap by the stage if need be."""
    if isinstance(value, dict):
        mapping, _stage, key = value["Fn::FindInMap"]
        value = template["Mappings"][mapping][template["Parameters"]["Stage"]["Default"]][key]
    return int(value)


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a template and where it stands, as if Fn::Sub and its like were not there."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, list):
        for each in node:
            yield from leaves(each, path)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, path if key.startswith("Fn::") else f"{path}.{key}")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
