"""Read from the templates which events each rule selects, and so who listens to what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from tools.contracts.schema import Json, Schema, Value
from tools.services import ROOT, SERVICES, folder
from tools.template import fragment, read


@dataclass(frozen=True)
class Rule:
    """A rule of one template; `on_our_bus` is false for the account's default bus."""

    template: str
    name: str
    pattern: Json
    targets: Value
    on_our_bus: bool

    def selects(self, schema: Schema) -> bool:
        """Tell whether events of this contract can match, whatever is in their detail."""
        return self.on_our_bus and all(
            any(_matches(wanted, value) for wanted in self.pattern.get(key, [{"prefix": ""}]))
            for key, value in (("source", schema.source), ("detail-type", schema.detail_type))
        )


@cache
def templates() -> dict[str, Json]:
    """Return every template by its name: a service for its joined one, a path for any other."""
    joined = {
        service: fragment(service, "dev")
        for service in SERVICES
        if (folder(service) / "infra" / "resources.yaml").exists()
    }
    return joined | {str(path.relative_to(ROOT)): read(path) for path in _whole_templates()}


def listeners(schema: Schema) -> list[str]:
    """Return the services that have a rule for this contract in one of their templates."""
    heard = {
        name
        for name, template in templates().items()
        if any(rule.selects(schema) for rule in rules(name, template))
    }
    return [
        service
        for service in SERVICES
        if any(name == service or name.startswith(f"services/{service}/") for name in heard)
    ]


def rules(name: str, template: Json) -> Iterator[Rule]:
    """Yield the rules of a template, those of its functions' events too, but no schedules."""
    known = {
        parameter: str(said["Default"])
        for parameter, said in template.get("Parameters", {}).items()
        if "Default" in said
    }
    for logical_id, resource in template["Resources"].items():
        properties = _known(resource.get("Properties", {}), known)
        if resource.get("Type") == "AWS::Events::Rule" and "ScheduleExpression" not in properties:
            yield _rule(name, logical_id, properties, "EventPattern")
        if resource.get("Type") == "AWS::Serverless::Function":
            for event, said in properties.get("Events", {}).items():
                if said["Type"] in ("EventBridgeRule", "CloudWatchEvent"):
                    yield _rule(name, f"{logical_id}.{event}", said["Properties"], "Pattern")


def _whole_templates() -> list[Path]:
    """Find what is deployed as it stands; `resources.yaml` is joined with the shared fragments."""
    places = ("shared/infra/*.yaml", "services/*/infra/*.yaml", "examples/**/*.yaml")
    found = {path for place in places for path in ROOT.glob(place)}
    return sorted(path for path in found if path.name != "resources.yaml")


def _rule(template: str, name: str, properties: Json, pattern: str) -> Rule:
    return Rule(
        template=template,
        name=name,
        pattern=properties.get(pattern, {}),
        targets=properties.get("Targets", []),
        on_our_bus="EventBusName" in properties,
    )


def _known(node: Value, parameters: dict[str, str]) -> Value:
    """Return `node` with references to parameters of a known value replaced by it."""
    if isinstance(node, list):
        return [_known(item, parameters) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Ref"}:
        return parameters.get(node["Ref"], node)
    if set(node) == {"Fn::Sub"} and isinstance(node["Fn::Sub"], str):
        return re.sub(
            r"\$\{(\w+)\}", lambda name: parameters.get(name[1], name[0]), node["Fn::Sub"]
        )
    return {key: _known(value, parameters) for key, value in node.items()}


def _matches(wanted: Value, value: str) -> bool:
    """Match as EventBridge does; a way of matching that is not known here is an error."""
    match wanted:
        case str():
            return value == wanted
        case {"prefix": str(prefix)}:
            return value.startswith(prefix)
        case {"suffix": str(suffix)}:
            return value.endswith(suffix)
        case {"wildcard": str(wildcard)}:
            return fnmatchcase(value, wildcard)
        case {"anything-but": list(others)}:
            return value not in others
        case _:
            raise ValueError(f"cannot tell what the pattern {wanted!r} selects")
