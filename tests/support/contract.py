"""Hold a whole event to its contract as strictly as producers are held."""

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tools.contracts.schema import all_schemas, closed, metadata


def assert_valid(detail_type: str, detail: dict[str, Any]) -> None:
    """Check the detail, metadata and data, against the closed schemas of `detail_type`."""
    __tracebackhide__ = True
    errors = violations(detail_type, detail)
    assert not errors, f"{detail_type} breaks its contract:\n" + "\n".join(errors)


def violations(detail_type: str, detail: dict[str, Any]) -> list[str]:
    """Say where and how `detail` breaks the closed schemas of `detail_type`."""
    assert detail_type in _validators(), f"no contract is called {detail_type}"
    errors = sorted(_validators()[detail_type].iter_errors(detail), key=lambda e: e.json_path)
    return [f"{error.json_path}: {error.message}" for error in errors]


@cache
def _validators() -> dict[str, Draft202012Validator]:
    return {
        schema.detail_type: Draft202012Validator(
            {
                "type": "object",
                "properties": {"metadata": closed(metadata()), "data": closed(schema.document)},
                "required": ["metadata", "data"],
                "additionalProperties": False,
            },
            format_checker=FormatChecker(),
        )
        for schema in all_schemas()
    }
