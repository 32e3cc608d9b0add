"""Ask the bus's policy what it lets a subscriber do: conditions as AWS evaluates them."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

Context = Mapping[str, str | Sequence[str]]
SUBSCRIBER = "111122223333"


def allows(template: Mapping[str, Any], action: str, rule: str = "mine", **context: Any) -> bool:
    """Tell whether a subscriber may; `source` stands for `events:source`, `_` for `-`."""
    known = {f"events:{name.replace('_', '-')}": value for name, value in context.items()}
    effects = {
        statement["Effect"]
        for statement in statements(template)
        if _covers(statement, action, rule)
        and all(_holds(op, asked, known) for op, asked in statement.get("Condition", {}).items())
    }
    return effects == {"Allow"}


def statements(template: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the policy of the bus consists of."""
    kind = "AWS::Events::EventBusPolicy"
    found = [r["Properties"] for r in template["Resources"].values() if r["Type"] == kind]
    return [each["Statement"] for each in found]


def _covers(statement: Mapping[str, Any], action: str, rule: str) -> bool:
    rules = statement["Resource"].get("Fn::Sub", "*").rpartition("/")[2]
    return action in _all(statement["Action"]) and fnmatchcase(rule, rules)


def _holds(operator: str, asked: Context, known: Context) -> bool:
    return all(_one_holds(operator, _all(values), known.get(k)) for k, values in asked.items())


def _one_holds(operator: str, values: list[str], actual: str | Sequence[str] | None) -> bool:
    wanted = [value.replace("${aws:PrincipalAccount}", SUBSCRIBER) for value in values]
    given = _all(actual) if actual else []
    match operator:
        case "Null":
            return wanted == [str(not given).lower()]
        case "StringEqualsIfExists":
            return not given or (len(given) == 1 and given[0] in wanted)
        case "ForAllValues:StringEquals":
            return set(given) <= set(wanted)
        case _:
            raise ValueError(f"cannot tell what {operator} lets through")


def _all(values: str | Sequence[str]) -> list[str]:
    return [values] if isinstance(values, str) else list(values)
