"""Read and join the CloudFormation fragments of one service, before and after Chalice adds its functions."""

from pathlib import Path
from typing import Any

import yaml

from tools.alarms import alarms
from tools.services import ROOT, folder

Template = dict[str, Any]

# Stages whose data may go with their stack.
PASSING_STAGES = ("local", "dev")


class Tags(yaml.SafeLoader):
    """A YAML reader that turns CloudFormation's short tags (!Ref, !GetAtt) into the long form, for JSON."""


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Template:
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: text.split(".", 1) if tag == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}  # type: ignore[arg-type]


Tags.add_multi_constructor("!", _intrinsic)  # type: ignore[no-untyped-call]


def read(path: Path) -> Template:
    """One template or fragment, its tags in long form."""
    content: Template = yaml.load(path.read_text(), Loader=Tags)  # noqa: S506 (a SafeLoader)
    return content


def merge(one: Any, other: Any) -> Any:
    """Join two fragments: mappings by key, lists end to end; of two scalars the later stands."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: merge(one[key], other[key]) for key in one.keys() & other.keys()}
        return {**one, **other, **both}
    if isinstance(one, list) and isinstance(other, list):
        return one + other
    return other


def fragment_paths(service: str) -> list[Path]:
    """What is joined for a service: the shared fragments, then its own."""
    return [
        *sorted((ROOT / "shared/infra/service").glob("*.yaml")),
        folder(service) / "infra/resources.yaml",
    ]


def fragment(service: str, stage: str) -> Template:
    """All that a service's template says beside what Chalice adds, pinned to one stage."""
    joined: Template = {}
    for path in fragment_paths(service):
        joined = merge(joined, read(path))
    return pinned(joined, Stage=stage, Service=service)


def pinned(template: Template, **values: str) -> Template:
    """The template with parameters that can have one value only."""
    pins = {name: {"Default": value, "AllowedValues": [value]} for name, value in values.items()}
    return merge(template, {"Parameters": pins})  # type: ignore[no-any-return]


def completed(template: Template, stage: str) -> Template:
    """Chalice's output with what it cannot say: a role for each function, alarms, and how long data lives."""
    resources: Template = {}
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            resources |= _with_own_role(name, resource)
        elif name != "DefaultRole":
            resources[name] = _kept(resource, stage)
    return {**template, "Resources": resources | alarms(resources)}


def _with_own_role(name: str, function: Template) -> Template:
    """A function's Policies become a role of its own: SAM's would see every log group, Chalice's is shared by all."""
    properties = dict(function["Properties"])
    policies = [
        {"PolicyName": f"{name}{number}", "PolicyDocument": {"Version": "2012-10-17", **policy}}
        for number, policy in enumerate(properties.pop("Policies", []))
    ]
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "lambda.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            },
            "ManagedPolicyArns": [{"Ref": "Observability"}],
            **({"Policies": policies} if policies else {}),
        },
    }
    properties["Role"] = {"Fn::GetAtt": [f"{name}Role", "Arn"]}
    return {f"{name}Role": role, name: {**function, "Properties": properties}}


def _kept(resource: Template, stage: str) -> Template:
    """Fragments say how long data lives in production; a passing stage leaves nothing behind."""
    if stage not in PASSING_STAGES:
        return resource
    return {key: value for key, value in resource.items() if value != "Retain"}
