"""CloudFormation types that MiniStack lacks, in its own table of handlers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ministack.services.cloudformation import provisioners

from local.engine.seams import Handler, RefusedByEngine

Properties = dict[str, Any]
Made = tuple[str, dict[str, Any]]
"""A resource's physical id, and what Fn::GetAtt finds on it."""


def register(name: str, handler: Handler) -> None:
    """Add type `name`; refuses when MiniStack has it by now, so that ours gets removed."""
    if name in provisioners._RESOURCE_HANDLERS:
        raise RuntimeError(f"MiniStack has {name} now: remove ours")
    provisioners._RESOURCE_HANDLERS[name] = handler


def generated_name(stack: str, logical_id: str, longest: int = 64) -> str:
    """Make the name that CloudFormation gives what the template does not name."""
    return str(provisioners._physical_name(stack, logical_id, max_len=longest))


@dataclass(frozen=True)
class ApiType:
    """A type whose create, update and delete are one API action each."""

    noun: str
    name_key: str
    arn_key: str
    ask: Callable[..., dict[str, Any]]
    renamed: dict[str, str] = field(default_factory=dict)
    fixed_on_update: tuple[str, ...] = ()
    convert: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    more: Callable[[str], dict[str, Any]] = lambda _arn: {}

    def handler(self) -> Handler:
        return {
            "create": self._create,
            "update": self._update,
            "update_with_logical_id": True,
            "delete": self._delete,
        }

    def _create(self, logical_id: str, properties: Properties, stack: str) -> Made:
        name = properties.get(self.name_key) or generated_name(stack, logical_id, 48)
        return self._put("Create", name, self._parameters(properties))

    def _update(
        self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str
    ) -> Made:
        if new.get(self.name_key, physical_id) != physical_id:
            made = self._create(logical_id, new, stack)
            self._delete(physical_id, old)
            return made
        parameters = self._parameters(new)
        for key in self.fixed_on_update:
            parameters.pop(key, None)
        return self._put("Update", physical_id, parameters)

    def _delete(self, physical_id: str, _properties: Properties) -> None:
        try:
            self.ask(f"Delete{self.noun}", **{self.name_key: physical_id})
        except RefusedByEngine as refusal:
            if not refusal.means_absent:
                raise

    def _put(self, verb: str, name: str, parameters: Properties) -> Made:
        answer = self.ask(f"{verb}{self.noun}", **{**parameters, self.name_key: name})
        arn = answer[self.arn_key]
        return name, {"Arn": arn, **self.more(arn)}

    def _parameters(self, properties: Properties) -> Properties:
        given = {self.renamed.get(k, k): v for k, v in properties.items() if k != "Tags"}
        return {k: self.convert[k](v) if k in self.convert else v for k, v in given.items()}
