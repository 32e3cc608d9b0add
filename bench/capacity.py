"""How DynamoDB counts one call: request units, by the sizes of items and what an index holds."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
Call = Mapping[str, Any]

WRITE_UNIT_BYTES = 1024
READ_UNIT_BYTES = 4096


def size_of(item: Item) -> int:
    """Return the bytes of an item: names and values; a number has half its digits and one more."""
    return sum(len(name.encode()) + _value(typed) for name, typed in item.items())


def _value(typed: Mapping[str, Any]) -> int:
    ((kind, value),) = typed.items()
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return math.ceil(len(value) / 2) + 1
        case "SS":
            return sum(len(one.encode()) for one in value)
        case "BOOL" | "NULL":
            return 1
        case _:
            raise ValueError(f"no attribute of ours is of kind {kind}")


def write_units(call: Call, index_keys: Iterable[frozenset[str]]) -> int:
    """Count the units of a write, those of the table's indexes among them.

    What an index holds of our items is always under 1 KB.
    """
    asked = call["asked"]
    item: Item = asked.get("Item") or call["answer"].get("Attributes") or asked["Key"]
    own = max(1, math.ceil(size_of(item) / WRITE_UNIT_BYTES))
    if "Item" in asked:
        return own + sum(keys <= item.keys() for keys in index_keys)
    return own + sum(_moves(asked, keys) for keys in index_keys)


def _moves(asked: Mapping[str, Any], keys: frozenset[str]) -> int:
    """Count an update's writes to one index: one to take an entry out, two to move it."""
    names = asked.get("ExpressionAttributeNames", {})
    sets, _, removes = asked["UpdateExpression"].partition("REMOVE")
    touched = [
        {names.get(word.strip(","), word) for word in part.split()} for part in (sets, removes)
    ]
    if touched[1] & keys:
        return 1
    return 2 if touched[0] & keys else 0


def read_units(call: Call) -> float:
    """Count the units of a read: of all items together for a query; half where it may lag."""
    answer = call["answer"]
    found = answer.get("Items") or [answer.get("Item") or {}]
    units = max(1, math.ceil(sum(map(size_of, found)) / READ_UNIT_BYTES))
    return units if call["asked"].get("ConsistentRead") else units / 2
