"""Join the CloudFormation fragments of a service, before and after Chalice adds its functions."""

import json
from pathlib import Path
from typing import Any

import yaml

from tools.alarms import alarms
from tools.services import ROOT, folder

Template = dict[str, Any]

LAMBDA_MAY_TAKE_IT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


class LongTags(yaml.SafeLoader):
    """Reads CloudFormation's short tags (!Ref, !GetAtt) as their long form, which JSON can say."""


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Template:
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: text.split(".", 1) if tag == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    raise yaml.constructor.ConstructorError(None, None, f"!{tag} of a mapping", node.start_mark)


LongTags.add_multi_constructor("!", _intrinsic)


def read(path: Path) -> Template:
    """Return one template or fragment: tags in long form, definitions of state machines read in."""
    content: Template = yaml.load(path.read_text(), Loader=LongTags)
    for resource in content.get("Resources", {}).values():
        properties = resource.get("Properties", {})
        if file := properties.pop("DefinitionUri", None):
            properties["Definition"] = json.loads((path.parent / file).read_text())
    return content


def definition_paths(service: str) -> list[Path]:
    """Return the definitions of a service's state machines, which its fragments name."""
    return sorted((folder(service) / "infra").glob("*.asl.json"))


def merge(one: Template, other: Template) -> Template:
    """Join two fragments: mappings by key, lists end to end; of two scalars the later stands."""
    return {**one, **{key: _joined(one.get(key), value) for key, value in other.items()}}


def _joined(one: object, other: object) -> object:
    if isinstance(one, dict) and isinstance(other, dict):
        return merge(one, other)
    if isinstance(one, list) and isinstance(other, list):
        return one + other
    return other


def fragment_paths(service: str) -> list[Path]:
    """Return what is joined for a service: what all services have, then what only this one has."""
    shared = sorted((ROOT / "shared/infra/service").glob("*.yaml"))
    return [*shared, folder(service) / "infra/resources.yaml"]


def fragment(service: str, stage: str) -> Template:
    """Return what a service's template says beside what Chalice adds, pinned to one stage."""
    joined: Template = {}
    for path in fragment_paths(service):
        joined = merge(joined, read(path))
    return merge(joined, {"Parameters": {"Stage": _only(stage), "Service": _only(service)}})


def _only(value: str) -> Template:
    return {"Default": value, "AllowedValues": [value]}


def completed(template: Template, stage: str) -> Template:
    """Add to Chalice's output what it cannot say: each function's role, alarms, lasting data."""
    resources: Template = {}
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            resources |= _with_own_role(name, resource)
        elif name != "DefaultRole":
            resources[name] = _kept(resource, stage)
    return {**template, "Resources": resources | alarms(resources)}


def _with_own_role(name: str, function: Template) -> Template:
    """Turn a function's Policies into its own role.

    Chalice's role is shared by all functions, and SAM's may write to every log of the account.
    """
    properties = dict(function["Properties"])
    role = {
        "AssumeRolePolicyDocument": LAMBDA_MAY_TAKE_IT,
        "ManagedPolicyArns": [{"Ref": "Observability"}],
        "Policies": [
            {
                "PolicyName": f"{name}{number}",
                "PolicyDocument": {"Version": "2012-10-17", **policy},
            }
            for number, policy in enumerate(properties.pop("Policies", []), start=1)
        ],
    }
    properties["Role"] = {"Fn::GetAtt": [f"{name}Role", "Arn"]}
    return {
        f"{name}Role": {"Type": "AWS::IAM::Role", "Properties": role},
        name: {**function, "Properties": properties},
    }


def _kept(resource: Template, stage: str) -> Template:
    """Relax what fragments say about keeping data: it holds for production only."""
    if stage == "prod":
        return resource
    relaxed = {key: value for key, value in resource.items() if value != "Retain"}
    if "DeletionProtectionEnabled" in resource.get("Properties", {}):
        relaxed["Properties"] = {**resource["Properties"], "DeletionProtectionEnabled": False}
    return relaxed
